import type { Command } from 'commander';
import { marginPixels, parseMargins } from './margins.ts';
import { photosArgument, restoreAction } from './restore-action.ts';
import { addSharedOptions } from './shared-options.ts';

export function registerUncrop(program: Command): void {
  const command = program
    .command('uncrop')
    .summary('continue photos beyond their edges')
    .description('Continues photos beyond their edges. The photo itself stays as it is, to the bit.')
    .argument(...photosArgument)
    .optionsGroup('How far, in pixels (200px) or as a share of the photo (20%):')
    .option('--all <margin>', 'on every side')
    .option('--left <margin>', 'on the left')
    .option('--right <margin>', 'on the right')
    .option('--top <margin>', 'at the top')
    .option('--bottom <margin>', 'at the bottom');
  addSharedOptions(command, { many: true }).addHelpText('after', examples).action(
    restoreAction('uncrop', (raw) => {
      const margins = parseMargins(raw);
      return {
        load: async () => {
          const [{ uncrop }, { opaqueAround }] = await Promise.all([import('../models/tasks/uncrop.ts'), import('../models/node/opaque-around.ts')]);
          return async function* (file, restorer, options) {
            const { width, height } = file.photo;
            const added = marginPixels(margins, width, height);
            const photo = yield* uncrop(file.photo, added, restorer, options);
            return { ...file, photo, alpha: file.alpha && opaqueAround(file.alpha, width, height, added) };
          };
        },
      };
    }),
  );
}

const examples = `
Examples:
  heirloom uncrop portrait.jpg --all 20%
      writes out/portrait-uncropped.jpg, 1.4 times as wide and as high
  heirloom uncrop street.png --left 300px --right 300px
      room for a wide frame`;
