import type { CancelSignal } from '../cancel.ts';
import { samplers, type Sampler } from '../diffusion/samplers/index.ts';
import { gammas } from '../diffusion/schedule.ts';
import type { Spacing } from '../diffusion/timesteps.ts';
import { AppFailure } from '../failure.ts';
import { Random } from '../random.ts';
import type { RestoreOptions, Restorer } from './restore.ts';
import type { TaskId } from './task.ts';

/** How one photo is restored, everything decided. */
export interface Settings {
  readonly sampler: Sampler;
  readonly steps: number;
  readonly spacing: Spacing | undefined;
  readonly eta: number | undefined;
  readonly start: number;
  /** A person's wish. */
  readonly intensity: number;
  /** What the model's own colours are multiplied by. */
  readonly gain: number;
  /** The model's chain, [T + 1]. */
  readonly gammas: Float64Array;
  readonly random: Random;
  readonly signal: CancelSignal | undefined;
}

/**
 * A person's choices, the model's own defaults where there are none.
 * @param able the tasks whose models can do this work
 * @throws AppFailure 'model-unsuitable' if this model learned another task
 */
export function settle({ manifest }: Restorer, options: RestoreOptions, able: readonly TaskId[]): Settings {
  if (!able.includes(manifest.task)) {
    throw new AppFailure('model-unsuitable', `The model ${manifest.id} learned to ${verbs[manifest.task]}; choose one that learned to ${verbs[able[0] as TaskId]}.`);
  }
  const { defaults } = manifest;
  return {
    sampler: samplers[options.sampler ?? defaults.sampler],
    steps: options.steps ?? defaults.steps,
    spacing: options.spacing ?? defaults.spacing,
    eta: options.eta ?? defaults.eta,
    start: options.start ?? defaults.start ?? 1,
    intensity: options.intensity ?? 1,
    gain: defaults.intensity ?? 1,
    gammas: gammas(manifest.schedule),
    random: Random.fromSeed(options.seed ?? 0),
    signal: options.signal,
  };
}

const verbs: Readonly<Record<TaskId, string>> = {
  inpaint: 'fill holes',
  colorize: 'colorize',
  uncrop: 'continue photos beyond their borders',
  jpeg: 'clean JPEGs',
};
