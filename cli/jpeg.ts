import type { Command } from 'commander';
import { photosArgument, restoreAction } from './restore-action.ts';
import { addSharedOptions } from './shared-options.ts';

export function registerJpeg(program: Command): void {
  const command = program
    .command('jpeg')
    .summary('clean photos of the blocks and rings that strong JPEG compression left')
    .description('Cleans photos of the blocks and rings that strong JPEG compression left (qualities 5 to 30).')
    .argument(...photosArgument);
  addSharedOptions(command, { many: true }).addHelpText('after', examples).action(
    restoreAction('jpeg', () => ({
      load: async () => {
        const { cleanJpeg } = await import('../models/tasks/jpeg.ts');
        return async function* (file, restorer, options) {
          return { ...file, photo: yield* cleanJpeg(file.photo, restorer, options) };
        };
      },
    })),
  );
}

const examples = `
Examples:
  heirloom jpeg forwarded.jpg --format png
      writes out/forwarded-cleaned.png, without compressing it anew
  heirloom train photos --task jpeg
      teaches a model for it, where there is none yet`;
