import type { Command } from 'commander';

export function registerModels(program: Command): void {
  const command = program
    .command('models')
    .summary('list the models there are')
    .description('Lists the models there are: in HEIRLOOM_MODELS (else ~/.heirloom/models), and those that come with Heirloom.')
    .option('--json', 'one JSON object a line on stdout, for programs')
    .action(async ({ json }: { json?: boolean }) => {
      const { listModels } = await import('./models-list.ts');
      process.exitCode = await listModels(json === true);
    });
  command
    .command('show')
    .summary('everything about one model')
    .description('Shows what a model is for, how it was made, how good it is, and under what terms it may be used.')
    .argument('<model>', 'its id, or the path of its folder')
    .option('--json', 'its manifest as one JSON object, for programs')
    .action(async (wanted: string, _own: unknown, self: Command) => {
      const { showModel } = await import('./models-show.ts');
      process.exitCode = await showModel(wanted, self.optsWithGlobals()['json'] === true);
    });
  registerOwn(command);
}

/** What may be done with a person's own models. */
function registerOwn(command: Command): void {
  command
    .command('rename')
    .summary('give a model of your own another name')
    .argument('<model>', 'its id')
    .argument('<name>', 'what it is called from now on')
    .action(async (id: string, name: string) => (await import('./models-own.ts')).renameOwn(id, name));
  command
    .command('delete')
    .summary('take a model of your own away')
    .argument('<model>', 'its id')
    .action(async (id: string) => (await import('./models-own.ts')).deleteOwn(id));
  command
    .command('use')
    .summary('restore photos in a folder by a model from now on')
    .argument('<model>', 'its id')
    .argument('<folder>', 'of photos; folders in it count too')
    .action(async (id: string, folder: string) => (await import('./models-own.ts')).useOwn(id, folder));
  command
    .command('export')
    .summary('write a model as one file, to keep or to give away')
    .description('Writes a model as one file. A model can reveal the photos it learned from: share it only with whom you would show them.')
    .argument('<model>', 'its id, or the path of its folder')
    .argument('<file>', 'such as our-family.tar')
    .option('--passphrase-file <file>', 'lock it with the first line of this file (the age format)')
    .option('--hugging-face', 'a folder with model.safetensors, config.json and README.md instead')
    .option('--overwrite', 'replace a file of that name')
    .action(async (id: string, file: string, options: object) => (await import('./models-own.ts')).exportOwn(id, file, options));
  command
    .command('import')
    .summary('bring in a model that was exported')
    .argument('<file>', 'a file or folder as "heirloom models export" wrote it')
    .option('--passphrase-file <file>', 'its first line opens a locked model')
    .action(async (file: string, options: object) => (await import('./models-own.ts')).importOwn(file, options));
}
