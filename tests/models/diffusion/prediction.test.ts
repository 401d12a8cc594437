import { describe, expect, it } from 'vitest';
import { epsFrom, lossWeight, type Prediction, targetOf, y0From } from '../../../models/diffusion/prediction.ts';
import { noised, snr } from '../../../models/diffusion/process.ts';
import { Random } from '../../../models/random.ts';
import { distance } from './oracles.ts';

const predictions: Prediction[] = ['eps', 'v', 'y0'];
const random = Random.fromSeed(1);
const y0 = random.gaussian(new Float32Array(500)).map((value) => Math.tanh(value));
const eps = random.gaussian(new Float32Array(500));

describe('y0From', () => {
  it('finds the picture in a perfect prediction of any kind, at any level', () => {
    for (const prediction of predictions) {
      for (const gamma of [1e-4, 0.01, 0.3, 0.9, 0.999999, 1]) {
        const yt = noised(y0, eps, gamma);
        const found = y0From(prediction, targetOf(prediction, y0, eps, gamma), yt, gamma);
        // float32 keeps 6e-8 of y_t; 1 / sqrt(gamma) is how much an eps prediction makes of that.
        expect(distance(found, y0)).toBeLessThan(5e-7 / Math.sqrt(gamma));
      }
    }
  });

  it('has the papers\' values', () => {
    // gamma 0.64, y_t 1: eps 0.5 means (1 - 0.6 0.5) / 0.8; v 0.5 means 0.8 1 - 0.6 0.5
    const [f, yt] = [Float32Array.of(0.5), Float32Array.of(1)];
    expect(y0From('eps', f, yt, 0.64)[0]).toBeCloseTo(0.875, 6);
    expect(y0From('v', f, yt, 0.64)[0]).toBeCloseTo(0.5, 6);
    expect(y0From('y0', f, yt, 0.64)).toBe(f);
  });
});

describe('epsFrom', () => {
  it('finds the noise between picture and noisy picture', () => {
    for (const gamma of [2.4e-9, 1e-4, 0.3, 0.9]) expect(distance(epsFrom(y0, noised(y0, eps, gamma), gamma), eps)).toBeLessThan(2e-6);
    expect(epsFrom(Float32Array.of(0.875), Float32Array.of(1), 0.64)[0]).toBeCloseTo(0.5, 6);
  });
});

describe('targetOf', () => {
  it('is the noise, or v, or the picture', () => {
    expect(targetOf('eps', y0, eps, 0.64)).toEqual(eps);
    expect(targetOf('y0', y0, eps, 0.64)).toEqual(y0);
    expect(targetOf('v', Float32Array.of(0.5), Float32Array.of(-1), 0.64)[0]).toBeCloseTo(0.8 * -1 - 0.6 * 0.5, 6);
  });

  it('writes into `out` and never hands out its inputs', () => {
    const out = new Float32Array(500);
    for (const prediction of predictions) {
      expect(targetOf(prediction, y0, eps, 0.3, out)).toBe(out);
      expect([...out]).toEqual([...targetOf(prediction, y0, eps, 0.3)]);
      expect([y0, eps]).not.toContain(targetOf(prediction, y0, eps, 0.3));
    }
  });
});

describe('lossWeight', () => {
  it('is 1 when uniform', () => {
    for (const prediction of predictions) expect(lossWeight('uniform', prediction, 0.01)).toBe(1);
  });

  it('is min(SNR, 5) + 0.5 for y0', () => {
    expect(lossWeight('min-snr', 'y0', 0.5)).toBeCloseTo(1.5, 12);
    expect(lossWeight('min-snr', 'y0', 0.8)).toBeCloseTo(4.5, 12);
    expect(lossWeight('min-snr', 'y0', 0.9)).toBe(5.5);
    expect(lossWeight('min-snr', 'y0', 1)).toBe(5.5);
    expect(lossWeight('min-snr', 'y0', 4.4e-5)).toBeCloseTo(0.500044, 8);
  });

  it('is min(1, 5 / SNR) for eps and min(SNR, 5) / (SNR + 1) for v', () => {
    expect(lossWeight('min-snr', 'eps', 0.5)).toBe(1);
    expect(lossWeight('min-snr', 'eps', 0.9)).toBeCloseTo(5 / 9, 12);
    expect(lossWeight('min-snr', 'v', 0.5)).toBe(0.5);
    expect(lossWeight('min-snr', 'v', 0.9)).toBeCloseTo(0.5, 12);
    for (const prediction of ['eps', 'v'] as const) expect(lossWeight('min-snr', prediction, 1)).toBe(0);
  });

  it('weighs the same mistake about the picture the same, however the network spoke of it', () => {
    for (const gamma of [0.001, 0.3, 0.83, 0.84, 0.99]) {
      const inY0 = lossWeight('min-snr', 'y0', gamma) - 0.5;
      expect(lossWeight('min-snr', 'eps', gamma) * snr(gamma)).toBeCloseTo(inY0, 9);
      expect(lossWeight('min-snr', 'v', gamma) * (snr(gamma) + 1)).toBeCloseTo(inY0, 9);
    }
  });
});
