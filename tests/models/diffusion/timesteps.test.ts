import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logSnr } from '../../../models/diffusion/process.ts';
import { cosine, gammas, palette, type Schedule, study } from '../../../models/diffusion/schedule.ts';
import { type Spacing, subSchedule } from '../../../models/diffusion/timesteps.ts';

const spacings: Spacing[] = ['uniform', 'quadratic', 'logsnr'];

describe('subSchedule', () => {
  it('rises strictly from the noisiest level to exactly 1, whatever the schedule, count, spacing and start', () => {
    const schedules: Schedule[] = [palette, study, cosine, { kind: 'constant', steps: 40, kept: 0.9 }, { kind: 'cosine', steps: 3, offset: 0 }];
    const chains = schedules.map(gammas);
    fc.assert(
      fc.property(
        fc.constantFrom(...chains),
        fc.integer({ min: 1, max: 3000 }),
        fc.constantFrom(...spacings),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (chain, count, spacing, start) => {
          const levels = subSchedule(chain, count, spacing, start);
          expect(levels.length).toBe(count + 1);
          expect(levels[count]).toBe(1);
          expect(levels.every((level, i) => i === 0 || level > (levels[i - 1] as number))).toBe(true);
          const from = start * (chain.length - 1);
          expect(levels[0]).toBeGreaterThanOrEqual(chain[Math.ceil(from)] as number);
          expect(levels[0]).toBeLessThanOrEqual(chain[Math.floor(from)] as number);
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });

  it('walks the whole chain backwards when evenly spaced in as many steps', () => {
    const chain = gammas(study);
    expect(subSchedule(chain, 1200, 'uniform')).toEqual(chain.toReversed());
  });

  it('takes every nth level of the chain when the count divides it', () => {
    const chain = gammas(palette);
    expect([...subSchedule(chain, 4, 'uniform')]).toEqual([chain[2000], chain[1500], chain[1000], chain[500], 1]);
    expect([...subSchedule(chain, 4, 'uniform', 0.5)]).toEqual([chain[1000], chain[750], chain[500], chain[250], 1]);
    // 2000 (i / 4)^2 for i = 4, 3, 2, 1
    expect([...subSchedule(chain, 4, 'quadratic')]).toEqual([chain[2000], chain[1125], chain[500], chain[125], 1]);
  });

  it('lays levels between those of the chain as a lasting beta would', () => {
    const chain = gammas({ kind: 'constant', steps: 2, kept: 0.5 });
    const expected = [0.25, Math.SQRT1_2 / 2, 0.5, Math.SQRT1_2, 1];
    subSchedule(chain, 4, 'uniform').forEach((level, i) => {
      expect(level).toBeCloseTo(expected[i] as number, 14);
    });
  });

  it('is even in log SNR by default, up to a noise of 0.018', () => {
    const chain = gammas(palette);
    const levels = subSchedule(chain, 9);
    expect(levels).toEqual(subSchedule(chain, 9, 'logsnr'));
    expect(levels[0]).toBe(chain[2000]);
    const lambdas = [...levels.slice(0, 9)].map(logSnr);
    const [lowest = 0] = lambdas;
    lambdas.forEach((lambda, i) => {
      expect(lambda).toBeCloseTo(lowest + ((4 - lowest) * i) / 8, 9);
    });
    expect(Math.sqrt(1 - (levels[8] as number))).toBeCloseTo(0.0183, 4);
  });

  it('leaps over the depths of a cosine schedule, where nothing is left of the picture', () => {
    const lambdas = [...subSchedule(gammas(cosine), 10, 'logsnr').slice(0, 10)].map(logSnr);
    expect(lambdas[0]).toBeLessThan(-9.9);
    expect(lambdas[1]).toBeGreaterThan(-5);
  });

  it('refuses a count or start that is none', () => {
    const chain = gammas(study);
    for (const count of [0, -1, 2.5, Number.NaN]) expect(() => subSchedule(chain, count)).toThrow(RangeError);
    for (const start of [0, -0.5, 1.01, Number.NaN]) expect(() => subSchedule(chain, 5, 'uniform', start)).toThrow(RangeError);
  });
});
