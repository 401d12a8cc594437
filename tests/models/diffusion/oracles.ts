import type { Denoiser } from '../../../models/diffusion/denoiser.ts';
import type { SamplerStep } from '../../../models/diffusion/samplers/index.ts';

/** Knows the picture. */
export function pictureOracle(y0: Float32Array): Denoiser {
  return async () => Promise.resolve(y0);
}

/**
 * E[y0 | y_t] when every value is drawn from N(mean, deviation^2): from the product of two Gaussian densities,
 * mean + sqrt(gamma) s^2 / (gamma s^2 + 1 - gamma) * (y_t - sqrt(gamma) mean).
 */
export function gaussianOracle(mean: number, deviation: number): Denoiser {
  return async (yt, gamma) => {
    const gain = (Math.sqrt(gamma) * deviation ** 2) / (gamma * deviation ** 2 + 1 - gamma);
    const y0 = new Float32Array(yt.length);
    for (let i = 0; i < y0.length; i++) y0[i] = mean + gain * ((yt[i] as number) - Math.sqrt(gamma) * mean);
    return Promise.resolve(y0);
  };
}

/** Neither linear nor the same at every level, so that a wrong coefficient anywhere shows. */
export const bendingDenoiser: Denoiser = async (yt, gamma) =>
  Promise.resolve(yt.map((value, i) => Math.tanh(value * (0.4 + gamma) + Math.sin(i))));

/** Walks to the end. */
export async function walk(sampler: AsyncGenerator<SamplerStep, Float32Array>): Promise<{ result: Float32Array; steps: SamplerStep[] }> {
  const steps: SamplerStep[] = [];
  for (;;) {
    const next = await sampler.next();
    if (next.done === true) return { result: next.value, steps };
    steps.push(next.value);
  }
}

/** Largest absolute difference. */
export function distance(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] as number))), a.length === b.length ? 0 : Infinity);
}

export function meanOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

export function deviationOf(values: Float32Array): number {
  const mean = meanOf(values);
  let sum = 0;
  for (const value of values) sum += (value - mean) ** 2;
  return Math.sqrt(sum / values.length);
}
