import { describe, expect, it } from 'vitest';
import { gammaOfLogSnr, logSnr, noised, posterior, snr } from '../../../models/diffusion/process.ts';
import { Random } from '../../../models/random.ts';
import { deviationOf, meanOf } from './oracles.ts';

describe('noised', () => {
  it('mixes by the square roots', () => {
    // gamma 0.64: 0.8 * 0.5 + 0.6 * -1 = -0.2, and 0.8 * -1 + 0.6 * 2 = 0.4
    const yt = noised(Float32Array.of(0.5, -1), Float32Array.of(-1, 2), 0.64);
    expect(yt[0]).toBeCloseTo(-0.2, 6);
    expect(yt[1]).toBeCloseTo(0.4, 6);
  });

  it('is the picture at gamma 1 and the noise at gamma 0, to the bit', () => {
    const [y0, eps] = [Float32Array.of(0.1, -0.7), Float32Array.of(1.3, 0.2)];
    expect(noised(y0, eps, 1)).toEqual(y0);
    expect(noised(y0, eps, 0)).toEqual(eps);
  });

  it('writes into what it is given, also over its own input', () => {
    const [y0, eps] = [Float32Array.of(0.5), Float32Array.of(-1)];
    expect(noised(y0, eps, 0.64, eps)).toBe(eps);
    expect(eps[0]).toBeCloseTo(-0.2, 6);
    expect(y0[0]).toBe(0.5);
  });
});

describe('log SNR', () => {
  it('is half the logarithm of the odds, and comes back', () => {
    expect(snr(0.8)).toBeCloseTo(4, 12);
    expect(logSnr(0.8)).toBeCloseTo(Math.LN2, 12);
    expect(logSnr(0.5)).toBe(0);
    for (const gamma of [2.4e-9, 4.4e-5, 0.3, 0.9999]) expect(gammaOfLogSnr(logSnr(gamma)) / gamma).toBeCloseTo(1, 9);
  });
});

describe('posterior', () => {
  it('has the values of equations 6 and 7', () => {
    // gamma_t 0.4, gamma_s 0.8, so alpha 0.5: sqrt(0.8) 0.5 / 0.6, sqrt(0.5) 0.2 / 0.6, sqrt(0.2 0.5 / 0.6)
    const { onY0, onYt, deviation } = posterior(0.4, 0.8);
    expect(onY0).toBeCloseTo(0.7453559925, 9);
    expect(onYt).toBeCloseTo(0.2357022604, 9);
    expect(deviation).toBeCloseTo(0.4082482905, 9);
  });

  it('is what Bayes makes of q(y_t | y_s) and q(y_s | y_0)', () => {
    for (const [gammaT, gammaS] of [[0.01, 0.5], [4.4e-5, 0.02], [0.7, 0.99], [2.4e-9, 2.4e-6], [0.5, 0.5000001]] as const) {
      const alpha = gammaT / gammaS;
      const precision = alpha / (1 - alpha) + 1 / (1 - gammaS);
      const { onY0, onYt, deviation } = posterior(gammaT, gammaS);
      expect(deviation ** 2 * precision).toBeCloseTo(1, 6);
      expect(onYt / (Math.sqrt(alpha) / (1 - alpha) / precision)).toBeCloseTo(1, 6);
      expect(onY0 / (Math.sqrt(gammaS) / (1 - gammaS) / precision)).toBeCloseTo(1, 6);
    }
  });

  it('leaves nothing to chance on the way to the clean picture', () => {
    expect(posterior(0.3, 1)).toEqual({ onY0: 1, onYt: 0, deviation: 0 });
  });

  it('leads back to q(y_s | y_0) when y_t is drawn from q(y_t | y_0)', () => {
    const count = 200_000;
    const [y0, gammaT, gammaS] = [0.6, 0.2, 0.7];
    const random = Random.fromSeed(5);
    const yt = noised(new Float32Array(count).fill(y0), random.gaussian(new Float32Array(count)), gammaT);
    const { onY0, onYt, deviation } = posterior(gammaT, gammaS);
    const fresh = random.gaussian(new Float32Array(count));
    const ys = yt.map((value, i) => onY0 * y0 + onYt * value + deviation * (fresh[i] as number));
    expect(Math.abs(meanOf(ys) - Math.sqrt(gammaS) * y0)).toBeLessThan(5 * Math.sqrt(0.3 / count));
    expect(Math.abs(deviationOf(ys) / Math.sqrt(1 - gammaS) - 1)).toBeLessThan(5 / Math.sqrt(2 * count));
  });
});
