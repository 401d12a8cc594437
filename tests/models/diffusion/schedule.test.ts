import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { cosine, drawGamma, gammas, palette, type Schedule, scheduleSchema, study } from '../../../models/diffusion/schedule.ts';
import { Random } from '../../../models/random.ts';

/** Constants below were computed apart from this code, with 30 digits (Python, mpmath), from the papers' formulas. */
describe('gammas', () => {
  it('multiplies what every step keeps', () => {
    close(gammas({ kind: 'linear', steps: 3, from: 0.1, to: 0.3 }), [1, 0.9, 0.72, 0.504]);
    close(gammas({ kind: 'constant', steps: 3, kept: 0.9 }), [1, 0.9, 0.81, 0.729]);
    close(gammas({ kind: 'linear', steps: 1, from: 0.25, to: 0.9 }), [1, 0.75]);
    // s = 0: f(t) = cos^2(pi t / 4) = 1, 1/2, 0; the last beta is clipped from 1 to 0.999.
    close(gammas({ kind: 'cosine', steps: 2, offset: 0 }), [1, 0.5, 0.0005]);
  });

  it("ends Palette's chain at 4.386e-5", () => {
    const chain = gammas(palette);
    expect(chain.length).toBe(2001);
    expect(chain[1]).toBeCloseTo(1 - 1e-6, 15);
    expect(chain[2000]).toBeCloseTo(4.385978236133209e-5, 15);
  });

  it("ends the study's 1200 steps as noisy as Palette's 2000, and keeps 0.9833 in its last step", () => {
    const chain = gammas(study);
    expect(chain.length).toBe(1201);
    expect(chain[1200]).toBeCloseTo(4.288225912057038e-5, 15);
    const paletteEnd = gammas(palette)[2000] as number;
    expect(Math.abs((chain[1200] as number) / paletteEnd - 1)).toBeLessThan(0.03);
    expect((chain[1200] as number) / (chain[1199] as number)).toBeCloseTo(0.98333, 5);
    // All along, not only at the end: step t is as noisy as step 5 t / 3 of Palette.
    for (const t of [300, 600, 900]) expect((chain[t] as number) / (gammas(palette)[(t * 5) / 3] as number)).toBeCloseTo(1, 1.5);
  });

  it("follows Nichol and Dhariwal's equation 17, clipped at the end", () => {
    const chain = gammas(cosine);
    const expected: [number, number][] = [
      [1, 0.9999587157751782],
      [250, 0.8470121613269047],
      [500, 0.49384359044063774],
      [750, 0.14427210238573572],
      [999, 2.428766907034468e-6],
      [1000, 2.428766907034468e-9],
    ];
    for (const [t, gamma] of expected) expect((chain[t] as number) / gamma).toBeCloseTo(1, 9);
  });

  it('always falls and never reaches 0', () => {
    for (const schedule of [palette, study, cosine, { kind: 'constant', steps: 1200, kept: 0.9983 } as const]) {
      const chain = gammas(schedule);
      expect(chain[0]).toBe(1);
      expect(chain.every((gamma, t) => gamma > 0 && (t === 0 || gamma < (chain[t - 1] as number)))).toBe(true);
    }
  });

  it('would leave a picture plain to see if 0.9983 were meant for every step', () => {
    expect(gammas({ kind: 'constant', steps: 1200, kept: 0.9983 })[1200]).toBeCloseTo(0.12980318104798, 12);
  });
});

describe('drawGamma', () => {
  it('draws a step evenly, then a level evenly within it', () => {
    const chain = gammas({ kind: 'linear', steps: 4, from: 0.1, to: 0.7 }); // 1, 0.9, 0.63, 0.315, 0.0945
    const random = Random.fromSeed(1);
    const steps = new Float64Array(4);
    const within: number[] = [];
    for (let i = 0; i < 40_000; i++) {
      const gamma = drawGamma(chain, random);
      const t = chain.findIndex((level) => level <= gamma); // gamma_t <= gamma < gamma_{t-1}
      steps[t - 1] = (steps[t - 1] as number) + 1;
      within.push((gamma - (chain[t] as number)) / ((chain[t - 1] as number) - (chain[t] as number)));
    }
    // Five standard errors of a binomial count, and of the mean of a uniform draw and of its square.
    for (const count of steps) expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(40_000 * 0.25 * 0.75));
    expect(Math.abs(mean(within) - 1 / 2)).toBeLessThan((5 / Math.sqrt(40_000)) * Math.sqrt(1 / 12));
    expect(Math.abs(mean(within.map((share) => share ** 2)) - 1 / 3)).toBeLessThan((5 / Math.sqrt(40_000)) * Math.sqrt(4 / 45));
  });

  it('is continuous on the cosine schedule too, and covers it from end to end', () => {
    const chain = gammas(cosine);
    const random = Random.fromSeed(2);
    const draws = Array.from({ length: 50_000 }, () => drawGamma(chain, random));
    expect(new Set(draws).size).toBeGreaterThan(49_990);
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(chain[1000] as number);
    expect(Math.min(...draws)).toBeLessThan(2e-6);
    expect(Math.max(...draws)).toBeLessThan(1);
    expect(Math.max(...draws)).toBeGreaterThan(chain[1] as number);
    // Where the chain's middle lies, so does the median of the draws.
    expect(draws.sort((a, b) => a - b)[25_000]).toBeCloseTo(chain[500] as number, 1.7);
  });

  it('spends two numbers of the stream on every draw', () => {
    const [a, b] = [Random.fromSeed(3), Random.fromSeed(3)];
    drawGamma(gammas(study), a);
    b.uniform();
    b.uniform();
    expect(a.state()).toEqual(b.state());
  });
});

describe('scheduleSchema', () => {
  it('takes every schedule of this file through JSON unchanged', () => {
    for (const schedule of [palette, study, cosine, { kind: 'constant', steps: 10, kept: 0.5 }] satisfies Schedule[]) {
      expect(v.parse(scheduleSchema, JSON.parse(JSON.stringify(schedule)))).toEqual(schedule);
    }
  });

  it('refuses what would not be a chain', () => {
    const wrong: unknown[] = [
      null,
      { kind: 'quadratic', steps: 10 },
      { kind: 'linear', steps: 0, from: 1e-6, to: 0.01 },
      { kind: 'linear', steps: 1e9, from: 1e-6, to: 0.01 },
      { kind: 'linear', steps: 2.5, from: 1e-6, to: 0.01 },
      { kind: 'linear', steps: 10, from: 0, to: 0.01 },
      { kind: 'linear', steps: 10, from: 1e-6, to: 1 },
      { kind: 'linear', steps: 10, from: 1e-6 },
      { kind: 'linear', steps: 10, from: 1e-6, to: 0.01, extra: 1 },
      { kind: 'constant', steps: 10, kept: Number.NaN },
      { kind: 'constant', steps: 10, kept: 1 },
      { kind: 'cosine', steps: 10, offset: -0.1 },
    ];
    for (const schedule of wrong) expect(v.safeParse(scheduleSchema, schedule).success, JSON.stringify(schedule)).toBe(false);
  });
});

function close(actual: Float64Array, expected: number[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, 12);
  });
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
