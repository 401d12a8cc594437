import type { Command } from 'commander';

export function registerEvaluate(program: Command): void {
  program
    .command('evaluate')
    .summary('measure how good a model is')
    .description(
      'Damages photos that a model has not learned from, restores them and measures how near the results come to the\n' +
        'truth. One table: a line for each sampler and number of steps, and one for the damaged photos themselves.',
    )
    .argument('<photos>', 'a folder or .tar file of undamaged photos, or several with commas between them')
    .requiredOption('--task <task>', 'colorize, inpaint, uncrop or jpeg')
    .option('-m, --model <id>', 'a model of "heirloom models", or the path of a model folder (default: the best one here)')
    .optionsGroup('What is measured:')
    .option('--limit <n>', 'photos at most, taken evenly from all (default: 100)')
    .option('--steps <list>', "network calls a picture, such as 5,10,20 (default: the model's own)")
    .option('--sampler <list>', "ddpm, ddim, dpmpp-2m or several of them (default: the model's own)")
    .option('--seeds <n>', 'results a photo; two or more tell how much the tint depends on chance (default: 2)')
    .option('--seed <number>', 'the same number, the same results (default: 0)')
    .option('--start <0-1>', "how far from pure noise sampling starts: 1 = at pure noise (default: the model's own)")
    .option('--intensity <0-2>', 'colorize: strength of the colours, 1 = as the model says (default: 1)')
    .option('--aged', 'colorize: the greys have aged: soft lens, grain, fading, scratches, JPEG')
    .option('--side <pixels>', "of the pictures: 128 is four times as fast as 256 (default: the network's own)")
    .option('--network-side <pixels>', 'at which the network works on them, as it does on a photo larger than itself (default: --side)')
    .option('--inception <file.onnx>', 'the standard FID Inception, for numbers that may be compared with published ones')
    .optionsGroup('Where the results go:')
    .option('--report <file.md>', 'the table as a page, written after each line')
    .option('--json <file.json>', 'all numbers, for programs, written after each line')
    .option('--overwrite', 'replace earlier reports')
    .option('-q, --quiet', 'no progress')
    .optionsGroup('The machine:')
    .option('--batch <n>', 'pictures that go through the network together (default: 8)')
    .option('--device <name>', 'auto, cpu, webgpu, coreml, dml or cuda (default: auto)')
    .option('--engine <name>', 'onnx or tensorflow, which npm run setup:tensorflow installs (default: onnx)')
    .option('--threads <n>', "of the processor (default: all, the engine's choice)")
    .addHelpText('after', examples)
    .action(async (photos: string, raw: unknown) => {
      const { runEvaluation } = await import('./run-evaluation.ts');
      process.exitCode = await runEvaluation(photos, raw);
    });
}

const examples = `
Examples:
  heirloom evaluate faces-val --task colorize
      the default model on 100 photos, two results each
  heirloom evaluate faces-val.tar --task colorize --steps 5,10,20,50 --sampler ddim,dpmpp-2m --report quality.md
      which sampler, and how many steps
  heirloom evaluate faces-val --task inpaint --model runs/my-run/model --side 128 --limit 300 --json result.json
      a model of your own, at half the size

The file for --inception: one input [N,3,299,299], RGB in [-1, 1], and an output of 2048 features a picture.`;
