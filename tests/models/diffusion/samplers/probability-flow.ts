import type { Sampler } from '../../../../models/diffusion/samplers/index.ts';
import { Random } from '../../../../models/random.ts';
import { distance, gaussianOracle, walk } from '../oracles.ts';

/**
 * Where the probability flow leads y_t from one level to another when the data are N(mean, s^2): it keeps every value's
 * rank, so (y - sqrt(gamma) mean) / sqrt(gamma s^2 + 1 - gamma) stays what it is.
 */
export function flow(yt: Float32Array, mean: number, deviation: number, from: number, to: number): Float32Array {
  const spread = (gamma: number): number => Math.sqrt(gamma * deviation ** 2 + 1 - gamma);
  return yt.map((value) => Math.sqrt(to) * mean + ((value - Math.sqrt(from) * mean) * spread(to)) / spread(from));
}

/** How far a sampler ends from the flow, from lambda -3 to lambda 2 in `steps` even steps: no first or last step of another kind. */
export async function flowError(sampler: Sampler, steps: number): Promise<number> {
  const [mean, deviation] = [0.3, 0.5];
  const levels = Float64Array.from({ length: steps + 1 }, (_, i) => 1 / (1 + Math.exp(-2 * (-3 + (5 * i) / steps))));
  const [first, last] = [levels[0] as number, levels[steps] as number];
  const start = Random.fromSeed(8).gaussian(new Float32Array(200));
  const { result } = await walk(sampler(gaussianOracle(mean, deviation), 200, { levels, random: Random.fromSeed(1), start, clip: false }));
  return distance(result, flow(start, mean, deviation, first, last));
}
