import type { Command } from 'commander';

/** What a run is begun from, for `train` here and for a plan that a GPU carries out. */
export function addOriginOptions(command: Command): Command {
  return command
    .option('--parent <folder>', 'begin with this model: the task or the subject may be another')
    .option('--preset <name>', 'tiny, small, base, or study: network and recipe of the study; a parent brings its own network (default: small)')
    .option('--haar-levels <n>', '0, 1 or 2: the trunk sees the picture 2^n times smaller (default: the preset\'s)')
    .option('--subsets <n>', 'Algorithm 2: divide the photos into so many parts (default: 8)')
    .option('--epochs-per-subset <n>', 'Algorithm 2: so many epochs on each part (default: 3)');
}

/** What a run computes with, likewise. */
export function addRecipeOptions(command: Command): Command {
  return command
    .option('--warm-up <steps>', 'steps over which it grows from 0 (default: 200; preset study: 10000)')
    .option('--ema <n>', 'decay of the average (default: 0.999; preset study: 0.9999)')
    .option('--predict <what>', 'y0, eps or v (default: y0; preset study: eps)')
    .option('--schedule <name>', 'cosine, palette or study (default: cosine; preset study: study)')
    .option('--loss <p>', 'l2 or l1 (default: l2)')
    .option('--weighting <name>', 'min-snr or uniform (default: min-snr; preset study: uniform)')
    .option('--dropout <n>', 'share that is dropped while it learns: more where photos are few (default: the preset\'s or the parent\'s)')
    .option('--smallest-crop <n>', 'smallest share of a photo a random crop keeps (default: 0.8)');
}
