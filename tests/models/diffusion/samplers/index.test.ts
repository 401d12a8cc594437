import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Denoiser } from '../../../../models/diffusion/denoiser.ts';
import { noised } from '../../../../models/diffusion/process.ts';
import { type SamplerName, samplers } from '../../../../models/diffusion/samplers/index.ts';
import { cosine, gammas, palette, study } from '../../../../models/diffusion/schedule.ts';
import { subSchedule } from '../../../../models/diffusion/timesteps.ts';
import { AppFailure } from '../../../../models/failure.ts';
import { Random } from '../../../../models/random.ts';
import { bendingDenoiser, deviationOf, distance, gaussianOracle, meanOf, pictureOracle, walk } from '../oracles.ts';

const names = Object.keys(samplers) as SamplerName[];
const chains = [palette, study, cosine].map(gammas);
const paletteChain = gammas(palette);
const levels = subSchedule(paletteChain, 8);
const etas = [0, 0.5, 1];
const picture = Random.fromSeed(9).gaussian(new Float32Array(600)).map(Math.tanh);

describe.each(names)('%s', (name) => {
  const sampler = samplers[name];

  it('comes back with exactly the picture that an oracle knows, over any sub-schedule', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...chains),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom('uniform', 'quadratic', 'logsnr'),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        fc.constantFrom(...etas),
        fc.boolean(),
        async (chain, count, spacing, start, eta, clip) => {
          const options = { levels: subSchedule(chain, count, spacing, start), random: Random.fromSeed(count), eta, clip };
          const { result, steps } = await walk(sampler(pictureOracle(picture), picture.length, options));
          expect(distance(result, picture)).toBeLessThan(1e-5);
          expect(steps.length).toBe(count);
          expect(steps.every((step) => step.yt.every(Number.isFinite))).toBe(true);
        },
      ),
      { numRuns: 150, seed: 2 },
    );
  });

  it('comes back with it in one step, and over a whole chain of 1200', async () => {
    for (const count of [1, 1200]) {
      const options = { levels: subSchedule(gammas(study), count, 'uniform'), random: Random.fromSeed(1) };
      const { result } = await walk(sampler(pictureOracle(picture), picture.length, options));
      expect(result).toEqual(picture);
    }
  });

  it('keeps every y_t on the way where q(y_t | y_0) has it', async () => {
    const y0 = new Float32Array(40_000).fill(0.4);
    const { steps } = await walk(sampler(pictureOracle(y0), y0.length, { levels, random: Random.fromSeed(3), eta: 0.7 }));
    for (const { gamma, yt } of steps.slice(1)) {
      // The walk starts from pure noise, of mean 0 instead of sqrt(gamma) 0.4 = 0.0026; the rest is five standard errors.
      expect(Math.abs(meanOf(yt) - Math.sqrt(gamma) * 0.4)).toBeLessThan(5 * Math.sqrt((1 - gamma) / 40_000) + 0.0027);
      expect(Math.abs(deviationOf(yt) / Math.sqrt(1 - gamma) - 1)).toBeLessThan(5 / Math.sqrt(80_000));
    }
  });

  it('draws from N(mean, s^2) when its denoiser knows that distribution', async () => {
    const count = 20_000;
    const [mean, deviation] = [0.3, 0.2];
    const options = { levels: subSchedule(paletteChain, 200, 'quadratic'), random: Random.fromSeed(4), eta: 0.5, clip: false };
    const { result } = await walk(sampler(gaussianOracle(mean, deviation), count, options));
    expect(Math.abs(meanOf(result) - mean)).toBeLessThan((5 * deviation) / Math.sqrt(count));
    // 200 steps are not endless: ddpm still lacks 2.5 % (its recursion says so in ddpm.test.ts), ddim 1.4 %.
    expect(Math.abs(deviationOf(result) / deviation - 1)).toBeLessThan(0.03 + 5 / Math.sqrt(2 * count));
  });

  it('gives the same bytes for the same seed and others for another', async () => {
    const run = async (seed: number): Promise<Float32Array> =>
      (await walk(sampler(bendingDenoiser, 300, { levels, random: Random.fromSeed(seed), eta: 0.5 }))).result;
    const first = await run(1);
    expect(new Uint8Array((await run(1)).buffer)).toEqual(new Uint8Array(first.buffer));
    expect(distance(await run(2), first)).toBeGreaterThan(0.01);
  });

  it('yields each step once, with what the network was shown and said', async () => {
    const shown: { yt: Float32Array; gamma: number }[] = [];
    const spy: Denoiser = async (yt, gamma) => {
      shown.push({ yt, gamma });
      return bendingDenoiser(yt, gamma);
    };
    const { result, steps } = await walk(sampler(spy, 50, { levels, random: Random.fromSeed(1) }));
    expect(steps.map(({ step, steps: of }) => [step, of])).toEqual(Array.from({ length: 8 }, (_, i) => [i + 1, 8]));
    expect(steps.map(({ yt, gamma }) => ({ yt, gamma }))).toEqual(shown);
    expect(shown.map(({ gamma }) => gamma)).toEqual([...levels.slice(0, 8)]);
    for (const { y0, yt, gamma } of steps) expect(y0).toEqual(await bendingDenoiser(yt, gamma));
    expect(result).toEqual(steps[7]?.y0);
  });

  it('begins where it is told to, or with noise of its own', async () => {
    const start = noised(picture, Random.fromSeed(6).gaussian(new Float32Array(600)), levels[0] as number);
    const given = sampler(bendingDenoiser, 600, { levels, random: Random.fromSeed(1), start });
    expect((await given.next()).value).toHaveProperty('yt', start);
    const own = sampler(bendingDenoiser, 600, { levels, random: Random.fromSeed(1) });
    expect((await own.next()).value).toHaveProperty('yt', Random.fromSeed(1).gaussian(new Float32Array(600)));
    await expect(sampler(bendingDenoiser, 599, { levels, random: Random.fromSeed(1), start }).next()).rejects.toThrow(RangeError);
  });

  it('stops at a last level below 1, still noisy', async () => {
    const partial = levels.slice(0, 6);
    const { result, steps } = await walk(sampler(pictureOracle(picture), 600, { levels: partial, random: Random.fromSeed(1) }));
    expect(steps.length).toBe(5);
    const gamma = partial[5] as number;
    const left = result.map((value, i) => (value - Math.sqrt(gamma) * (picture[i] as number)) / Math.sqrt(1 - gamma));
    expect(Math.abs(deviationOf(left) - 1)).toBeLessThan(0.15);
  });

  it('clamps the estimate to what a photo can be, unless told not to', async () => {
    const loud = pictureOracle(Float32Array.of(-3, -0.5, 0.5, 3));
    const run = async (clip?: boolean): Promise<number[]> => {
      const options = { levels, random: Random.fromSeed(1), ...(clip === undefined ? {} : { clip }) };
      return [...(await walk(sampler(loud, 4, options))).result];
    };
    expect(await run()).toEqual([-1, -0.5, 0.5, 1]);
    expect(await run(true)).toEqual([-1, -0.5, 0.5, 1]);
    expect(await run(false)).toEqual([-3, -0.5, 0.5, 3]);
  });

  it('never changes an array that it was given or has handed out', async () => {
    const copies: [Float32Array, Float32Array][] = [];
    const watch = (array: Float32Array): Float32Array => {
      copies.push([array, array.slice()]);
      return array;
    };
    const watched: Denoiser = async (yt, gamma) => watch((await bendingDenoiser(watch(yt), gamma)).map((value) => value * 1.5));
    const start = watch(Random.fromSeed(6).gaussian(new Float32Array(100)));
    for (const clip of [true, false]) {
      const { result, steps } = await walk(sampler(watched, 100, { levels, random: Random.fromSeed(1), start, eta: 0.5, clip }));
      for (const step of steps) expect(copies.some(([array]) => array === step.yt)).toBe(true);
      result.fill(9); // the caller's own now
    }
    for (const [array, copy] of copies) expect(array).toEqual(copy);
  });

  it('stops before the next network call once it is cancelled', async () => {
    let calls = 0;
    const counting: Denoiser = async (yt, gamma) => {
      calls += 1;
      return bendingDenoiser(yt, gamma);
    };
    const controller = new AbortController();
    const walking = sampler(counting, 50, { levels, random: Random.fromSeed(1), signal: controller.signal });
    for (let i = 0; i < 3; i++) await walking.next();
    controller.abort();
    await expect(walking.next()).rejects.toMatchObject({ name: 'AppFailure', code: 'cancelled' });
    expect(calls).toBe(3);
    expect(await walking.next()).toEqual({ done: true, value: undefined });
    const again = sampler(counting, 50, { levels, random: Random.fromSeed(1), signal: controller.signal });
    await expect(again.next()).rejects.toThrow(AppFailure);
    expect(calls).toBe(3);
  });

  it('says so when the network answers with something that is not a picture', async () => {
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      const broken: Denoiser = async (yt, gamma) => (await bendingDenoiser(yt, gamma)).map((own, i) => (i === 17 ? value : own));
      const walking = sampler(broken, 50, { levels, random: Random.fromSeed(1), clip: false });
      await expect(walking.next()).rejects.toMatchObject({ code: 'engine-failed' });
    }
    await expect(sampler(pictureOracle(picture), 50, { levels, random: Random.fromSeed(1) }).next()).rejects.toThrow(RangeError);
  });

  it('passes on what the network throws', async () => {
    const cause = new AppFailure('engine-failed', 'The graphics card was taken away.');
    const walking = sampler(async () => Promise.reject(cause), 50, { levels, random: Random.fromSeed(1) });
    await expect(walking.next()).rejects.toBe(cause);
  });
});
