import { combine } from '../combine.ts';
import type { Denoiser } from '../denoiser.ts';
import { posterior } from '../process.ts';
import { estimate, startOf } from './estimate.ts';
import type { SamplerOptions, SamplerStep } from './sampler.ts';

/**
 * Ancestral sampling: Ho et al. 2020, Algorithm 2; Palette, Algorithm 2; over any sub-schedule. Where those papers add
 * noise of variance 1 - alpha_t, this draws from the posterior q(y_s | y_t, y0) itself (Ho et al., equations 6 and 7):
 * alike for thousands of steps, far less grainy for tens.
 */
export async function* ddpm(denoise: Denoiser, length: number, options: SamplerOptions): AsyncGenerator<SamplerStep, Float32Array> {
  const { levels, random } = options;
  const steps = levels.length - 1;
  let yt = startOf(length, options);
  for (let i = 0; i < steps; i++) {
    const gamma = levels[i] as number;
    const next = levels[i + 1] as number;
    const y0 = await estimate(denoise, yt, gamma, options);
    yield { step: i + 1, steps, gamma, y0, yt };
    if (next === 1) return y0.slice();
    const { onY0, onYt, deviation } = posterior(gamma, next);
    yt = combine([onY0, y0], [onYt, yt], [deviation, random.gaussian(new Float32Array(length))]);
  }
  return yt;
}
