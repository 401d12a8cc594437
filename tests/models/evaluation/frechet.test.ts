import { expect, test } from 'vitest';
import { type Features, frechetDistance, frechetInterval } from '../../../models/evaluation/frechet.ts';
import { Random } from '../../../models/random.ts';

/** Features in code; constants.py has the same. */
function features(count: number, length: number, k: number): Features {
  const value = (i: number): number => Math.sin(i * (0.7 + 0.13 * k) + (i % 5) * k) + (0.2 * k * ((i * i) % 11)) / 11;
  return { count, length, values: Float32Array.from({ length: count * length }, (_, i) => value(i)) };
}

test.each([
  // More pictures than features, as numpy and scipy.linalg.sqrtm compute it.
  [40, 40, 6, 3.107605065689965],
  [30, 50, 8, 2.3082736329530653],
  // Fewer: scipy's root of a singular matrix is good to 1e-7.
  [7, 7, 20, 21.260259240590607],
  [9, 6, 20, 20.901558557421374],
])('%d against %d pictures with %d features: as scipy', (count, other, length, distance) => {
  expect(frechetDistance(features(count, length, 1), features(other, length, 2))).toBeCloseTo(distance, 5);
});

test('of two normal distributions on a line it is (mu1 - mu2)^2 + (sigma1 - sigma2)^2', () => {
  const line = (values: number[]): Features => ({ count: values.length, length: 1, values: Float32Array.from(values) });
  // Standard deviations 2 and 6.
  expect(frechetDistance(line([-2, 0, 2]), line([4, 10, 16]))).toBeCloseTo(10 ** 2 + 4 ** 2, 9);
});

test('nothing lies between a set and itself, and the order does not matter', () => {
  const [one, two] = [features(12, 20, 1), features(15, 20, 2)];
  expect(frechetDistance(one, one)).toBeCloseTo(0, 9);
  expect(frechetDistance(two, one)).toBeCloseTo(frechetDistance(one, two), 9);
});

test('the interval is the one that drawing pairs again and measuring anew gives', () => {
  const [truth, first, second] = [features(8, 12, 1), features(8, 12, 2), features(8, 12, 3)];
  const random = Random.fromSeed(9);
  const mean = (pick: readonly number[]): number =>
    (frechetDistance(drawn(truth, pick), drawn(first, pick)) + frechetDistance(drawn(truth, pick), drawn(second, pick))) / 2;
  const draws = random.fork(0);
  const results = Array.from({ length: 200 }, () => mean(Array.from({ length: 8 }, () => draws.integer(8))));
  const centre = results.reduce((sum, result) => sum + result) / 200;
  const deviation = Math.sqrt(results.reduce((sum, result) => sum + (result - centre) ** 2, 0) / 199);

  const interval = frechetInterval(truth, [first, second], random);
  expect(interval.value).toBeCloseTo(mean([0, 1, 2, 3, 4, 5, 6, 7]), 6);
  expect(interval.high - interval.value).toBeCloseTo(1.96 * deviation, 6);
  expect(interval.value - interval.low).toBeCloseTo(1.96 * deviation, 6);
});

function drawn({ length, values }: Features, pick: readonly number[]): Features {
  const rows = pick.flatMap((i) => [...values.subarray(i * length, (i + 1) * length)]);
  return { count: pick.length, length, values: Float32Array.from(rows) };
}
