import { expect, test } from 'vitest';
import { normalInterval, percentileInterval, type Weights } from '../../../models/evaluation/bootstrap.ts';
import { Random } from '../../../models/random.ts';

function meanOf(values: Float32Array): (weights: Weights) => number {
  return (weights) => values.reduce((sum, value, i) => sum + value * weights[i]!, 0) / values.length;
}

test('the interval of a mean is what the normal distribution says', () => {
  const values = Random.fromSeed(5).gaussian(new Float32Array(400));
  const reach = 1.96 / Math.sqrt(400);
  const random = Random.fromSeed(1);
  for (const interval of [percentileInterval(400, meanOf(values), random), normalInterval(400, meanOf(values), random, 2000)]) {
    expect(interval.value).toBeCloseTo(meanOf(values)(new Float64Array(400).fill(1)), 12);
    expect((interval.high - interval.low) / (2 * reach)).toBeGreaterThan(0.9);
    expect((interval.high - interval.low) / (2 * reach)).toBeLessThan(1.1);
  }
});

test('19 of 20 intervals hold the truth', () => {
  let held = 0;
  for (let seed = 0; seed < 200; seed++) {
    const values = Random.fromSeed(seed).fork(7).gaussian(new Float32Array(50));
    const { low, high } = percentileInterval(50, meanOf(values), Random.fromSeed(seed), 400);
    if (low <= 0 && high >= 0) held++;
  }
  expect(held / 200).toBeGreaterThan(0.9);
  expect(held / 200).toBeLessThan(0.98);
});

test('every draw is as large as the sample, and some photos come twice', () => {
  const drawn: number[][] = [];
  percentileInterval(10, (weights) => drawn.push([...weights]), Random.fromSeed(2), 50);
  expect(drawn.every((weights) => weights.reduce((sum, weight) => sum + weight) === 10)).toBe(true);
  expect(drawn.flat()).toContain(3);
  expect(new Set(drawn.map(String)).size).toBeGreaterThan(45);
});

test('the same random gives the same interval, another one another', () => {
  const values = Float32Array.of(1, 2, 5, 9, 4, 8);
  const random = Random.fromSeed(3);
  const first = percentileInterval(6, meanOf(values), random);
  expect(percentileInterval(6, meanOf(values), random)).toEqual(first);
  const [one, other] = [4, 5].map((seed) => normalInterval(6, meanOf(values), Random.fromSeed(seed), 100));
  expect(one).not.toEqual(other);
});
