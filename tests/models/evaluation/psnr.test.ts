import { expect, test } from 'vitest';
import { psnr } from '../../../models/evaluation/psnr.ts';
import { hole, near, pattern } from './pictures.ts';

const [a, b] = [pattern(40, 29, 0), pattern(40, 29, 2)];

test('agrees with scikit-image', () => {
  expect(psnr(a, b)).toBeCloseTo(16.000275411853128, 5);
  expect(psnr(a, near(a))).toBeCloseTo(32.52806031831168, 5);
});

test('looks at the hole alone where there is one', () => {
  expect(psnr(a, b, hole().hole)).toBeCloseTo(26.040123813435493, 5);
});

test('identical pictures get 100, which has a mean', () => {
  expect(psnr(a, a)).toBe(100);
});
