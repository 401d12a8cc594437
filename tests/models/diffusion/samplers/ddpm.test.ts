import { describe, expect, it } from 'vitest';
import { samplers } from '../../../../models/diffusion/samplers/index.ts';
import { gammas, palette, study } from '../../../../models/diffusion/schedule.ts';
import { subSchedule } from '../../../../models/diffusion/timesteps.ts';
import { Random } from '../../../../models/random.ts';
import { bendingDenoiser, deviationOf, distance, gaussianOracle, meanOf, pictureOracle, walk } from '../oracles.ts';

describe('ddpm', () => {
  it('takes the step of equations 6 and 7', async () => {
    const options = { levels: Float64Array.of(0.4, 0.8), start: Float32Array.of(1), random: Random.fromSeed(1) };
    const { result } = await walk(samplers.ddpm(pictureOracle(Float32Array.of(0.5)), 1, options));
    const [z = 0] = Random.fromSeed(1).gaussian(new Float32Array(1));
    // 0.7453559925 y0 + 0.2357022604 y_t + 0.4082482905 z, from gamma 0.4 and 0.8 (see process.test.ts)
    expect(result[0]).toBeCloseTo(0.7453559925 * 0.5 + 0.2357022604 + 0.4082482905 * z, 6);
  });

  it("walks Palette's Algorithm 2, in its own letters, over the whole chain", async () => {
    // Lines 3 and 4 with f = eps, but the posterior's variance (Ho et al., equation 7) in place of 1 - alpha_t.
    const chain = gammas({ kind: 'linear', steps: 50, from: 1e-3, to: 0.3 });
    const random = Random.fromSeed(2);
    let y = Float64Array.from(random.gaussian(new Float32Array(20)));
    for (let t = 50; t >= 1; t--) {
      const [gamma, gammaBefore] = [chain[t] as number, chain[t - 1] as number];
      const alpha = gamma / gammaBefore;
      const y0 = await bendingDenoiser(Float32Array.from(y), gamma);
      const z = t > 1 ? random.gaussian(new Float32Array(20)) : new Float32Array(20);
      y = y.map((value, i) => {
        const f = (value - Math.sqrt(gamma) * (y0[i] as number)) / Math.sqrt(1 - gamma);
        const mean = (value - ((1 - alpha) / Math.sqrt(1 - gamma)) * f) / Math.sqrt(alpha);
        return mean + Math.sqrt(((1 - gammaBefore) * (1 - alpha)) / (1 - gamma)) * (z[i] as number);
      });
    }
    const options = { levels: subSchedule(chain, 50, 'uniform'), random: Random.fromSeed(2) };
    const { result } = await walk(samplers.ddpm(bendingDenoiser, 20, options));
    expect(distance(result, Float32Array.from(y))).toBeLessThan(1e-5);
  });

  it('is ddim with eta 1', async () => {
    for (const levels of [subSchedule(gammas(palette), 6), subSchedule(gammas(study), 40, 'uniform')]) {
      const [ancestral, implicit] = await Promise.all([
        walk(samplers.ddpm(bendingDenoiser, 400, { levels, random: Random.fromSeed(3) })),
        walk(samplers.ddim(bendingDenoiser, 400, { levels, random: Random.fromSeed(3), eta: 1 })),
      ]);
      expect(distance(ancestral.result, implicit.result)).toBeLessThan(1e-5);
    }
  });

  it('has the variance that the recursion of its steps foretells, few or many', async () => {
    const [mean, deviation, count] = [0.3, 0.4, 20_000];
    for (const steps of [4, 20, 300]) {
      const levels = subSchedule(gammas(palette), steps, 'uniform');
      const options = { levels, random: Random.fromSeed(5), clip: false };
      const { result } = await walk(samplers.ddpm(gaussianOracle(mean, deviation), count, options));
      expect(Math.abs(deviationOf(result) / foretold(levels, deviation) - 1)).toBeLessThan(5 / Math.sqrt(2 * count));
      if (steps === 300) {
        // The recursion at 300 steps is 3 % short of the truth (and at 4 steps 63 %): what is left to more steps.
        expect(Math.abs(deviationOf(result) / deviation - 1)).toBeLessThan(0.03 + 5 / Math.sqrt(2 * count));
        expect(Math.abs(meanOf(result) - mean)).toBeLessThan((5 * deviation) / Math.sqrt(count));
      }
    }
  });
});

/** Deviation of the result for Gaussian data: each step is linear in y_t and adds its own noise. */
function foretold(levels: Float64Array, deviation: number): number {
  let variance = 1;
  for (let i = 0; i + 1 < levels.length; i++) {
    const [t, s] = [levels[i] as number, levels[i + 1] as number];
    const gain = (Math.sqrt(t) * deviation ** 2) / (t * deviation ** 2 + 1 - t);
    if (s === 1) return gain * Math.sqrt(variance);
    const alpha = t / s;
    const slope = (Math.sqrt(s) * (1 - alpha) * gain + Math.sqrt(alpha) * (1 - s)) / (1 - t);
    variance = slope ** 2 * variance + ((1 - s) * (1 - alpha)) / (1 - t);
  }
  return Math.sqrt(variance);
}
