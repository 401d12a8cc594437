import { type Command, Option } from 'commander';

/** The options that all restoring commands share, in the order in which a beginner meets them. */
export function addSharedOptions(command: Command, { many }: { readonly many: boolean }): Command {
  command
    .optionsGroup('Where the results go:')
    .option('-o, --out <pattern>', 'a folder, or a name made of {name} {ext} {task} {seed} {model} {folder} (default: "out/{folder}/{name}-{task}.{ext}")')
    .option('--format <format>', "png, jpg, webp, tif or avif (default: the photo's own)")
    .option('--quality <1-100>', 'of JPEG, WebP and AVIF (default: 95, 90 and 80)')
    .option('--overwrite', 'replace earlier results; a source photo is never written over');
  if (many) command.option('-r, --recursive', 'look into folders within folders too');
  return command
    .optionsGroup('How it is restored:')
    .option('-m, --model <id>', 'a model of "heirloom models", or the path of a model folder (default: the best one here)')
    .option('--variants <n>', 'several results, made from the seeds that follow each other')
    .option('--seed <number>', 'another number, another result; the same number, the same bytes (default: 0)')
    .option('--steps <n>', "network calls a picture: more is slower (default: the model's own, about 10)")
    .option('--sampler <name>', "ddpm, ddim or dpmpp-2m (default: the model's own)")
    .option('--start <0-1>', "how far from pure noise sampling starts: 1 = at pure noise (default: the model's own)")
    .optionsGroup('The machine:')
    .option('--device <name>', 'auto, cpu, webgpu, coreml, dml or cuda (default: auto)')
    .option('--engine <name>', 'onnx or tensorflow, which npm run setup:tensorflow installs (default: onnx)')
    .option('--threads <n>', "of the processor (default: all, the engine's choice)")
    .optionsGroup('What is printed:')
    .option('-q, --quiet', 'failures only')
    .addOption(new Option('--json', 'one JSON object a line on stdout, for programs (docs/cli.md)'));
}
