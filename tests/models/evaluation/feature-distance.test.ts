import { expect, test } from 'vitest';
import { type FeatureMap, featureDistance, featureMap } from '../../../models/evaluation/feature-distance.ts';
import { createMask } from '../../../models/photo/photo.ts';

/** As `unit` in constants.py. */
function unitMap(channels: number, side: number, k: number): FeatureMap {
  const values = Float32Array.from({ length: channels * side ** 2 }, (_, i) => Math.abs(Math.sin(i * (0.3 + 0.1 * k))));
  const lengths = Array.from({ length: side ** 2 }, (_, place) => Math.hypot(...values.filter((_value, i) => i % side ** 2 === place)));
  return featureMap(values.map((value, i) => value / lengths[i % side ** 2]!), channels);
}

const mapsOf = (k: number): FeatureMap[] => [unitMap(3, 4, k), unitMap(5, 2, k)];

test('distances over all places and within a hole are those of numpy', () => {
  expect(featureDistance(mapsOf(1), mapsOf(2))).toBeCloseTo(0.7322308986316055, 4);
  const hole = createMask(8, 8);
  for (let y = 1; y < 5; y++) hole.hole.fill(1, 8 * y + 3, 8 * y + 8);
  expect(featureDistance(mapsOf(1), mapsOf(2), hole)).toBeCloseTo(0.7450217643864823, 4);
});

test('equal pictures are no distance apart, and what lies outside of the hole does not count', () => {
  expect(featureDistance(mapsOf(1), mapsOf(1))).toBe(0);
  const [fine, coarse] = mapsOf(1) as [FeatureMap, FeatureMap];
  const changed = { ...fine, parts: fine.parts.with(5, 0) };
  const hole = createMask(4, 4);
  hole.hole[15] = 1;
  expect(featureDistance([fine, coarse], [changed, coarse])).toBeGreaterThan(0);
  expect(featureDistance([fine, coarse], [changed, coarse], hole)).toBe(0);
});
