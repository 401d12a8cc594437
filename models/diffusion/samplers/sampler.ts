import type { CancelSignal } from '../../cancel.ts';
import type { Random } from '../../random.ts';
import type { Denoiser } from '../denoiser.ts';

/** One network call, yielded as soon as it is answered. Its arrays are never changed afterwards and must not be changed. */
export interface SamplerStep {
  /** 1 .. steps: how many calls are done. */
  readonly step: number;
  readonly steps: number;
  /** Level of `yt`. */
  readonly gamma: number;
  /** The estimate of the clean picture, clamped unless `clip` is false. */
  readonly y0: Float32Array;
  /** What the network was shown. */
  readonly yt: Float32Array;
}

export interface SamplerOptions {
  /** Rising gammas from the noisiest to the one to stop at, usually 1; one network call for each but the last. See `subSchedule`. */
  readonly levels: Float64Array;
  readonly random: Random;
  /** How much of the noise is drawn anew at each step, 0 (none, the default) to 1 (as much as ddpm). Only ddim looks at it. */
  readonly eta?: number;
  readonly signal?: CancelSignal;
  /** y_t at levels[0]; pure noise from `random` when absent. Not changed. */
  readonly start?: Float32Array;
  /** Clamp every estimate of y0 to [-1, 1]; true when absent. */
  readonly clip?: boolean;
}

/**
 * Walks from noise to a picture of `length` values: yields every step, returns y at the last level (at gamma 1: equal
 * to the last step's y0). Same seed, same denoiser, same bytes. It never sleeps: whoever consumes it must let other
 * events through between two steps, or a cancel cannot arrive.
 * @throws AppFailure 'cancelled' before the next network call after `signal` is aborted
 * @throws AppFailure 'engine-failed' if the network answers with something that is not a picture
 */
export type Sampler = (denoise: Denoiser, length: number, options: SamplerOptions) => AsyncGenerator<SamplerStep, Float32Array>;
