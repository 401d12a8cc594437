import { expect, test } from 'vitest';
import { meanSimilarity, ssimMap } from '../../../models/evaluation/ssim.ts';
import { luma } from '../../../models/photo/colour.ts';
import { createMask } from '../../../models/photo/photo.ts';
import { hole, near, pattern } from './pictures.ts';

const [a, b] = [pattern(40, 29, 0), pattern(40, 29, 2)];
const map = ssimMap(luma(a), luma(b), 40, 29);

test('agrees with scikit-image', () => {
  expect(meanSimilarity(map)).toBeCloseTo(0.7284200621061764, 5);
  expect(meanSimilarity(ssimMap(luma(a), luma(near(a)), 40, 29))).toBeCloseTo(0.9721338415917132, 5);
});

test('is the mean over windows centred in the hole where there is one', () => {
  expect(meanSimilarity(map, hole().hole)).toBeCloseTo(0.7124120893001066, 5);
});

test('identical pictures are 1 everywhere', () => {
  expect(Math.min(...ssimMap(luma(a), luma(a), 40, 29).values)).toBeCloseTo(1, 9);
});

test('says so where no window is centred in the hole', () => {
  const corner = createMask(40, 29);
  corner.hole[0] = 1;
  expect(meanSimilarity(map, corner.hole)).toBeUndefined();
});
