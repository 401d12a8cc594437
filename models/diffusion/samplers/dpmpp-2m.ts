import { combine } from '../combine.ts';
import type { Denoiser } from '../denoiser.ts';
import { logSnr } from '../process.ts';
import { estimate, startOf } from './estimate.ts';
import type { SamplerOptions, SamplerStep } from './sampler.ts';

/**
 * DPM-Solver++(2M), data prediction: Lu et al. 2022, Algorithm 2. The first step is of first order, having nothing to
 * look back on, and so is the last: at gamma 1 lambda is infinite, and y becomes the estimate itself.
 */
export async function* dpmpp2m(denoise: Denoiser, length: number, options: SamplerOptions): AsyncGenerator<SamplerStep, Float32Array> {
  const { levels } = options;
  const steps = levels.length - 1;
  let yt = startOf(length, options);
  let before: { readonly y0: Float32Array; readonly h: number } | undefined;
  for (let i = 0; i < steps; i++) {
    const gamma = levels[i] as number;
    const next = levels[i + 1] as number;
    const y0 = await estimate(denoise, yt, gamma, options);
    yield { step: i + 1, steps, gamma, y0, yt };
    if (next === 1) return y0.slice();
    const h = logSnr(next) - logSnr(gamma);
    const shrink = Math.sqrt((1 - next) / (1 - gamma));
    const pull = -Math.sqrt(next) * Math.expm1(-h);
    const back = before === undefined ? 0 : h / (2 * before.h); // 1 / (2 r_i), r_i = h_{i-1} / h_i
    yt = combine([shrink, yt], [pull * (1 + back), y0], before && [-pull * back, before.y0]);
    before = { y0, h };
  }
  return yt;
}
