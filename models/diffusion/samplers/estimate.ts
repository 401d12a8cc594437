import { throwIfCancelled } from '../../cancel.ts';
import { AppFailure } from '../../failure.ts';
import type { Denoiser } from '../denoiser.ts';
import type { SamplerOptions } from './sampler.ts';

/** One network call: the y0 estimate, clamped into a new array unless `clip` is false. */
export async function estimate(denoise: Denoiser, yt: Float32Array, gamma: number, options: SamplerOptions): Promise<Float32Array> {
  throwIfCancelled(options.signal);
  const y0 = await denoise(yt, gamma);
  if (y0.length !== yt.length) throw new RangeError(`The denoiser was shown ${yt.length} values and answered with ${y0.length}.`);
  if (!allFinite(y0)) {
    throw new AppFailure('engine-failed', 'The network answered with numbers that are not finite; choose another device or another model.');
  }
  return options.clip === false ? y0 : clamp(y0);
}

/** Where a sampler begins. */
export function startOf(length: number, options: SamplerOptions): Float32Array {
  if (options.start === undefined) return options.random.gaussian(new Float32Array(length));
  if (options.start.length !== length) throw new RangeError(`The start holds ${options.start.length} values, not ${length}.`);
  return options.start;
}

function allFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] as number) * 0; // 0, or NaN from the first infinity on
  return sum === 0;
}

function clamp(values: Float32Array): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < result.length; i++) result[i] = Math.min(1, Math.max(-1, values[i] as number));
  return result;
}
