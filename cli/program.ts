import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { registerBench } from './bench.ts';
import { registerColorize } from './colorize.ts';
import { registerEvaluate } from './evaluate.ts';
import { registerExportPretrain } from './export-pretrain.ts';
import { registerInpaint } from './inpaint.ts';
import { registerJpeg } from './jpeg.ts';
import { registerModels } from './models.ts';
import { registerPlates } from './plates.ts';
import { registerReplay } from './replay.ts';
import { registerTeach } from './teach.ts';
import { registerTrain } from './train.ts';
import { registerServe } from './serve.ts';
import { registerUncrop } from './uncrop.ts';

/** The whole command line. It throws commander's errors instead of ending the process; `main.ts` turns them into exit codes. */
export function createProgram(): Command {
  const program = new Command('heirloom')
    .description('Restores family photographs on your own computer: colour, missing parts, wider crops, JPEG damage.')
    .version(ownVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .configureHelp({ showGlobalOptions: false, sortSubcommands: false })
    // main.ts says what is wrong, in one sentence.
    .configureOutput({ outputError: () => {} })
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('after', lesson);
  program.commandsGroup('Restore photos:');
  registerColorize(program);
  registerInpaint(program);
  registerUncrop(program);
  registerJpeg(program);
  registerReplay(program);
  registerPlates(program);
  program.commandsGroup('The window:');
  registerServe(program);
  program.commandsGroup('Models:');
  registerTeach(program);
  registerTrain(program);
  registerModels(program);
  registerEvaluate(program);
  program.commandsGroup('More:');
  registerExportPretrain(program);
  registerBench(program);
  return program;
}

const lesson = `
Your photos are only read: results go to the folder "out" under a new name, unless --out says otherwise.

Try this first:
  heirloom colorize photo.jpg                     colours one photo
  heirloom colorize album --recursive             colours a folder and all folders in it
  heirloom inpaint photo.jpg --mask holes.png     fills what is white in the mask
  heirloom uncrop photo.jpg --all 20%             adds a fifth on every side

Every command explains itself: heirloom colorize --help

Exit codes: 0 = all done; 1 = some photo failed, the others were done; 2 = the command makes no sense as typed.`;

function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return (manifest as { version: string }).version;
}
