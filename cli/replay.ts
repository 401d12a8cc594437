import type { Command } from 'commander';
import { parseReplayOptions } from './replay-options.ts';

export function registerReplay(program: Command): void {
  program
    .command('replay')
    .summary('do to a photo what was done to another')
    .description(
      'Does to a photo, step by step, what the recipe says that a saved photo carries: the same models, the same seeds.\n' +
        'On the same photo the result is the same again.',
    )
    .argument('<recipe>', 'a photo saved by Heirloom (PNG, JPEG, TIFF, WebP, AVIF), or its recipe as a JSON file')
    .argument('<photo>', 'the photo')
    .requiredOption('-o, --out <file>', 'the result; its ending says the format')
    .option('--device <name>', 'auto, cpu, webgpu, coreml, dml or cuda (default: auto)')
    .option('--engine <name>', 'onnx or tensorflow, which npm run setup:tensorflow installs (default: onnx)')
    .option('--overwrite', 'replace an earlier result; the photo itself is never written over')
    .option('-q, --quiet', 'failures only')
    .option('--json', 'one JSON object a line on stdout, for programs (docs/cli.md)')
    .action(async (recipe: string, photo: string, raw: Record<string, unknown>) => {
      const [{ reportRun }, { replay }] = await Promise.all([import('./report-run.ts'), import('./run-replay.ts')]);
      process.exitCode = await reportRun({ json: raw['json'] === true, quiet: raw['quiet'] === true }, (context) =>
        replay(recipe, photo, parseReplayOptions(raw), context),
      );
    });
}
