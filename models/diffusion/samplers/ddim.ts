import { combine } from '../combine.ts';
import type { Denoiser } from '../denoiser.ts';
import { epsFrom } from '../prediction.ts';
import { posterior } from '../process.ts';
import { estimate, startOf } from './estimate.ts';
import type { SamplerOptions, SamplerStep } from './sampler.ts';

/**
 * Denoising diffusion implicit models: Song et al. 2021, equation 12 with the sigma of equation 16 (their alpha is our
 * gamma). eta 0: no noise after the start; eta 1: ancestral sampling, the same formula as ddpm.
 */
export async function* ddim(denoise: Denoiser, length: number, options: SamplerOptions): AsyncGenerator<SamplerStep, Float32Array> {
  const { levels, random, eta = 0 } = options;
  const steps = levels.length - 1;
  let yt = startOf(length, options);
  for (let i = 0; i < steps; i++) {
    const gamma = levels[i] as number;
    const next = levels[i + 1] as number;
    const y0 = await estimate(denoise, yt, gamma, options);
    yield { step: i + 1, steps, gamma, y0, yt };
    if (next === 1) return y0.slice();
    const sigma = eta * posterior(gamma, next).deviation; // (16)
    const direction = Math.sqrt(Math.max(0, 1 - next - sigma * sigma));
    const fresh = sigma > 0 ? random.gaussian(new Float32Array(length)) : undefined;
    yt = combine([Math.sqrt(next), y0], [direction, epsFrom(y0, yt, gamma)], fresh && [sigma, fresh]); // (12)
  }
  return yt;
}
