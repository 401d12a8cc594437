import type { Command } from 'commander';
import { photosArgument, restoreAction, type TaskPlan } from './restore-action.ts';
import { addSharedOptions } from './shared-options.ts';

export function registerColorize(program: Command): void {
  const command = program
    .command('colorize')
    .summary('give black-and-white photos their colours')
    .description(
      'Gives black-and-white photos their colours. The light stays the photo\'s own, at its full resolution; the model adds\n' +
        'colour alone. A colour photo is taken for its light: old, faded colours are replaced.',
    )
    .argument(...photosArgument)
    .optionsGroup('Colours:')
    .option('--intensity <0-2>', 'strength of the colours: 0 = grey, 1 = as the model says (default: 1)')
    .option('--hints <file>', 'places whose colour you know: JSON, [{"x": 120, "y": 80, "radius": 12, "colour": [60, 120, 50]}]');
  addSharedOptions(command, { many: true }).addHelpText('after', examples).action(restoreAction('colorize', ({ hints }) => (typeof hints === 'string' ? hinted(hints) : colorizing)));
}

export const colorizing: TaskPlan = {
  load: async () => {
    const { colorize } = await import('../models/tasks/colorize.ts');
    return async function* (file, restorer, options) {
      return { ...file, photo: yield* colorize(file.photo, restorer, options) };
    };
  },
};

/** @param path of the hints */
function hinted(path: string): TaskPlan {
  return {
    alsoRead: [path],
    load: async () => {
      const [{ colorize }, { readHints }] = await Promise.all([import('../models/tasks/colorize.ts'), import('./read-hints.ts')]);
      const hints = await readHints(path);
      return async function* (file, restorer, options) {
        return { ...file, photo: yield* colorize(file.photo, restorer, { ...options, hints }) };
      };
    },
  };
}

const examples = `
Examples:
  heirloom colorize grandmother.jpg
      writes out/grandmother-colorized.jpg
  heirloom colorize album --recursive --out restored
      every photo below album, in the same folders below restored
  heirloom colorize wedding.tif --variants 4 --out "{name} {seed}.{ext}"
      four guesses to choose from: "wedding 0.tif" to "wedding 3.tif"
  heirloom colorize "scans/*.png" --intensity 0.7 --format jpg
      paler colours, saved as JPEG
  heirloom colorize aunt.jpg --hints dress.json
      "the dress was green": a dot of colour, in pixels of the photo`;
