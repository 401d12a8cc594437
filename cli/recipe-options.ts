import type { Command } from 'commander';

/** What a run is begun from, for `train` here and for a plan that a GPU carries out. */
export function addOriginOptions(command: Command): Command {
  return command
    .option('--parent <folder>', 'begin with this model: the task or the subject may be another')
    .option('--preset <size>', 'tiny, small or base; a parent brings its own (default: small)')
    .option('--subsets <n>', 'Algorithm 2: divide the photos into so many parts (default: 8)')
    .option('--epochs-per-subset <n>', 'Algorithm 2: so many epochs on each part (default: 3)');
}

/** What a run computes with, likewise. */
export function addRecipeOptions(command: Command): Command {
  return command
    .option('--warm-up <steps>', 'steps over which it grows from 0 (default: 200)')
    .option('--ema <n>', 'decay of the average (default: 0.999)')
    .option('--predict <what>', 'y0, eps or v (default: y0)')
    .option('--schedule <name>', 'cosine, palette or study (default: cosine)')
    .option('--loss <p>', 'l2 or l1 (default: l2)')
    .option('--weighting <name>', 'min-snr or uniform (default: min-snr)')
    .option('--smallest-crop <n>', 'smallest share of a photo a random crop keeps (default: 0.8)');
}
