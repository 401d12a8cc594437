import type { Command } from 'commander';
import { parseInpaintOptions } from './options.ts';
import { restoreAction } from './restore-action.ts';
import { addSharedOptions } from './shared-options.ts';

export function registerInpaint(program: Command): void {
  const command = program
    .command('inpaint')
    .summary('fill scratches, stains and missing parts of a photo')
    .description(
      'Fills the parts of a photo that a mask marks: scratches, stains, torn corners. The mask is a picture of the\n' +
        "photo's size, white where the photo is to be restored and black where it stays as it is, to the bit. In a mask with\n" +
        'transparency, whatever is painted is restored.',
    )
    .argument('<photo>', 'the photo')
    .optionsGroup('What to fill:')
    .requiredOption('--mask <picture>', 'white = restore here')
    .option('--fit-mask', "stretch a mask of another size to the photo's")
    .option('--invert-mask', 'restore where the mask is black');
  addSharedOptions(command, { many: false }).addHelpText('after', examples).action(
    restoreAction('inpaint', (raw) => {
      const options = parseInpaintOptions(raw);
      return {
        alsoRead: [options.mask],
        load: async () => {
          const [{ readMask }, { inpaint }, { fitMask }] = await Promise.all([
            import('../models/node/photo-file.ts'),
            import('../models/tasks/inpaint.ts'),
            import('./fit-mask.ts'),
          ]);
          const mask = await readMask(options.mask);
          return async function* (file, restorer, choices) {
            return { ...file, photo: yield* inpaint(file.photo, fitMask(mask, file.photo, options), restorer, choices) };
          };
        },
      };
    }),
  );
}

const examples = `
Examples:
  heirloom inpaint torn.jpg --mask torn-mask.png
      writes out/torn-inpainted.jpg
  heirloom inpaint scan.tif --mask mask.png --variants 6
      six ways to fill it: out/scan-inpainted-0.tif to out/scan-inpainted-5.tif
  heirloom inpaint scan.tif --mask small-mask.png --fit-mask
      for a mask that was painted on a smaller copy`;
