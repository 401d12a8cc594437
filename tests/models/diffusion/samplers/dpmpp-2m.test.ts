import { describe, expect, it } from 'vitest';
import type { Denoiser } from '../../../../models/diffusion/denoiser.ts';
import { samplers } from '../../../../models/diffusion/samplers/index.ts';
import { cosine, gammas, palette } from '../../../../models/diffusion/schedule.ts';
import { subSchedule } from '../../../../models/diffusion/timesteps.ts';
import { Random } from '../../../../models/random.ts';
import { bendingDenoiser, deviationOf, distance, gaussianOracle, pictureOracle, walk } from '../oracles.ts';
import { flow, flowError } from './probability-flow.ts';

const sampler = samplers['dpmpp-2m'];

describe('dpmpp-2m', () => {
  it('takes the steps of Algorithm 2', async () => {
    // gamma 0.1, 0.4, 0.8, 0.9; y 1; the estimates 0.5, -0.2, 0.3. From the algorithm as printed, with 30 digits in Python.
    const estimates = new Map([[0.1, 0.5], [0.4, -0.2], [0.8, 0.3]]);
    const told: Denoiser = async (_, gamma) => Promise.resolve(Float32Array.of(estimates.get(gamma) ?? Number.NaN));
    const options = { levels: Float64Array.of(0.1, 0.4, 0.8, 0.9), start: Float32Array.of(1), random: Random.fromSeed(1) };
    const { result, steps } = await walk(sampler(told, 1, options));
    expect(steps[1]?.yt[0]).toBeCloseTo(1.0036249021, 6);
    expect(steps[2]?.yt[0]).toBeCloseTo(0.2883397567, 6);
    expect(result[0]).toBeCloseTo(0.3345356111, 6);
  });

  it('is ddim in its first step', async () => {
    for (const levels of [Float64Array.of(4.4e-5, 0.3), Float64Array.of(2.4e-9, 0.01), Float64Array.of(0.3, 0.9999)]) {
      const [a, b] = await Promise.all(
        [sampler, samplers.ddim].map(async (each) => walk(each(bendingDenoiser, 100, { levels, random: Random.fromSeed(1) }))),
      );
      expect(distance(a?.result ?? new Float32Array(), b?.result ?? new Float32Array())).toBeLessThan(2e-6);
    }
  });

  it('draws no noise after the start', async () => {
    const random = Random.fromSeed(1);
    const before = random.state();
    await walk(sampler(bendingDenoiser, 3, { levels: subSchedule(gammas(palette), 6), random, start: Float32Array.of(1, 0, -1), eta: 1 }));
    expect(random.state()).toEqual(before);
  });

  it('follows the probability flow to second order: a quarter of the error for twice the steps', async () => {
    const errors = await Promise.all([40, 80, 160].map(async (steps) => flowError(sampler, steps)));
    expect(errors[2]).toBeLessThan(1e-4);
    for (const [few, many] of [[errors[0], errors[1]], [errors[1], errors[2]]] as [number, number][]) {
      expect(few / many).toBeGreaterThan(3.6);
      expect(few / many).toBeLessThan(4.4);
    }
  });

  it('follows it to the clean picture too, and there still to second order when its levels close up on it', async () => {
    const chain = gammas(palette);
    const start = Random.fromSeed(8).gaussian(new Float32Array(200));
    const exact = flow(start, 0.3, 0.5, chain[2000] as number, 1);
    const errors = [];
    for (const steps of [100, 200, 400]) {
      const options = { levels: subSchedule(chain, steps, 'quadratic'), random: Random.fromSeed(1), start, clip: false };
      const { result } = await walk(sampler(gaussianOracle(0.3, 0.5), 200, options));
      errors.push(distance(result, exact));
    }
    expect((errors[0] as number) / (errors[1] as number)).toBeGreaterThan(3.8);
    expect((errors[1] as number) / (errors[2] as number)).toBeGreaterThan(3.8);
  });

  it('walks where lambda is very negative without losing a digit', async () => {
    const picture = Random.fromSeed(9).gaussian(new Float32Array(500)).map(Math.tanh);
    const chain = gammas(cosine);
    for (const levels of [subSchedule(chain, 1000, 'uniform'), subSchedule(chain, 5, 'uniform'), Float64Array.of(1e-12, 1e-11, 0.5, 1)]) {
      const { result, steps } = await walk(sampler(pictureOracle(picture), 500, { levels, random: Random.fromSeed(1) }));
      expect(result).toEqual(picture);
      for (const { yt, gamma } of steps) expect(Math.abs(deviationOf(yt) - Math.sqrt(1 - gamma))).toBeLessThan(0.1 + Math.sqrt(gamma));
    }
  });

  it('keeps the spread of natural pictures in eight default steps, where ddim and even steps lose a fifth', async () => {
    // Gaussian data of one standard deviation per frequency, falling as 1 / f as in photographs of 256 pixels.
    const deviations = [30, 15, 7.5, 3.8, 1.9, 0.95, 0.47, 0.23];
    const lost = async (levels: Float64Array, name: 'ddim' | 'dpmpp-2m'): Promise<number> => {
      const oracle: Denoiser = async (yt, gamma) =>
        Promise.resolve(yt.map((value, i) => (value * Math.sqrt(gamma)) / (gamma + (1 - gamma) / (deviations[i] as number) ** 2)));
      const options = { levels, random: Random.fromSeed(1), start: new Float32Array(8).fill(1), clip: false };
      const { result } = await walk(samplers[name](oracle, 8, options));
      return Math.max(...deviations.map((deviation, i) => Math.abs((result[i] as number) / deviation - 1)));
    };
    const chain = gammas(palette);
    expect(await lost(subSchedule(chain, 8), 'dpmpp-2m')).toBeLessThan(0.05);
    expect(await lost(subSchedule(chain, 8, 'uniform'), 'dpmpp-2m')).toBeGreaterThan(0.2);
    expect(await lost(subSchedule(chain, 8), 'ddim')).toBeGreaterThan(0.2);
  });
});
