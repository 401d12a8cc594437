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
}
