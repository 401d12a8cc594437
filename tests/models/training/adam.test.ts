import { describe, expect, it } from 'vitest';
import { Random } from '../../../models/random.ts';
import { adam, clip } from '../../../models/training/adam.ts';
import { updateAverage } from '../../../models/training/average.ts';
import type { TrainingState } from '../../../models/training/state.ts';

function stateOf(values: number[]): TrainingState {
  const tensor = (from: number[]) => new Map([['theta', Float32Array.from(from)]]);
  const zeros = values.map(() => 0);
  return { step: 0, weights: tensor(values), average: tensor(values), m: tensor(zeros), v: tensor(zeros) };
}

describe('Adam', () => {
  it('follows Algorithm 1 of Kingma and Ba over many steps', () => {
    const random = Random.fromSeed(3);
    const start = [0.5, -1.25, 2, 0];
    const state = stateOf(start);
    // Written out again, as the paper's pseudocode has it, in double precision.
    const theta = [...start];
    const m = [0, 0, 0, 0];
    const v = [0, 0, 0, 0];
    for (let t = 1; t <= 200; t++) {
      const g = theta.map((value) => value * 2 + random.between(-1, 1)).map(Math.fround);
      adam(state, new Map([['theta', Float32Array.from(g)]]), t, 0.01);
      for (let i = 0; i < 4; i++) {
        m[i] = 0.9 * m[i]! + 0.1 * g[i]!;
        v[i] = 0.999 * v[i]! + 0.001 * g[i]! ** 2;
        theta[i] = theta[i]! - (0.01 * (m[i]! / (1 - 0.9 ** t))) / (Math.sqrt(v[i]! / (1 - 0.999 ** t)) + 1e-8);
      }
    }
    const got = state.weights.get('theta')!;
    for (let i = 0; i < 4; i++) expect(got[i]).toBeCloseTo(theta[i]!, 4);
    expect(Math.abs(got[2]! - 2)).toBeGreaterThan(0.5);
  });

  it('moves by the learning rate in the first step, whatever the size of the gradient', () => {
    for (const size of [1e-4, 1, 1e4]) {
      const state = stateOf([1]);
      adam(state, new Map([['theta', Float32Array.of(size)]]), 1, 0.125);
      expect(state.weights.get('theta')![0]).toBeCloseTo(0.875, 3);
    }
  });
});

describe('clip', () => {
  it('keeps the direction of all gradients together and bounds their length', () => {
    const gradients = new Map([['a', Float32Array.of(3, 0)], ['b', Float32Array.of(4)]]);
    expect(clip(gradients, 1)).toBeCloseTo(5, 6);
    expect([...gradients.get('a')!, ...gradients.get('b')!].map((value) => Number(value.toFixed(5)))).toEqual([0.6, 0, 0.8]);
    expect(clip(gradients, 2)).toBeCloseTo(1, 6);
    expect(gradients.get('b')![0]).toBeCloseTo(0.8, 6);
  });
});

describe('the average', () => {
  it('is the weighted mean of all weights so far, with the ramp d = (1 + k) / (10 + k) up to the decay', () => {
    const state = stateOf([0]);
    let expected = 0;
    for (let k = 1; k <= 50; k++) {
      state.weights.set('theta', Float32Array.of(k));
      updateAverage(state, k, 0.7);
      const d = Math.min(0.7, (1 + k) / (10 + k));
      expected = d * expected + (1 - d) * k;
    }
    expect(state.average.get('theta')![0]).toBeCloseTo(expected, 3);
    expect(expected).toBeGreaterThan(45);
  });
});
