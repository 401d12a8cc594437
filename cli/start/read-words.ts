import { Command, CommanderError } from 'commander';
import { AppFailure } from '../../models/failure.ts';

/** What was typed after `npm start --`. */
export interface StartWords {
  readonly headless: boolean;
  /** For the desktop window. */
  readonly photos: readonly string[];
}

/**
 * @returns null if help was asked for, which is printed then
 * @throws AppFailure 'option-invalid'
 */
export function readWords(words: readonly string[]): StartWords | null {
  const program = new Command('npm start --')
    .usage('[photos...] [options]')
    .description('Opens Heirloom\'s window; where Electron or a screen is missing, the same window in your browser.')
    .argument('[photos...]', 'photos to open in it (Electron only)')
    .option('--headless', 'open no window: restore the example photographs into the folder "out"')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', '\nThe command line, for photos of your own: npm run heirloom -- --help')
    .configureOutput({ outputError: () => {} })
    .exitOverride();
  try {
    program.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return null;
    const what = error.message.replace(/^error: /, '').split('\n', 1)[0] ?? '';
    throw new AppFailure('option-invalid', `${what.charAt(0).toUpperCase()}${what.slice(1)}: see "npm start -- --help".`, { cause: error });
  }
  return { headless: program.opts<{ headless?: boolean }>().headless === true, photos: program.args };
}
