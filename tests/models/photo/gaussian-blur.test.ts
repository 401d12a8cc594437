import { expect, test } from 'vitest';
import { gaussianBlur, gaussianTaps } from '../../../models/photo/gaussian-blur.ts';
import { difference } from './pictures.ts';

/** Taps on either side. */
const reach = 5;

test('a point becomes the bell, in both directions', () => {
  const point = new Float32Array(21 * 17);
  point[8 * 21 + 10] = 1;
  const blurred = gaussianBlur(point, 21, 17, 1.2);
  const expected = blurred.map((_, i) => {
    const [x, y] = [(i % 21) - 10, Math.floor(i / 21) - 8];
    if (Math.max(Math.abs(x), Math.abs(y)) > reach) return 0;
    return Math.exp(-(x * x + y * y) / (2 * 1.2 ** 2)) / (2 * Math.PI * 1.2 ** 2);
  });
  // The sampled bell's sum is not quite the integral's.
  expect(difference(blurred, expected).largest).toBeLessThan(1e-4);
});

test('an even plane stays as it is, to the border; the mean of what does not touch the border stays', () => {
  const even = new Float32Array(15 * 9).fill(0.3);
  expect(difference(gaussianBlur(even, 15, 9, 1.4), even).largest).toBeLessThan(1e-6);
  const taps = gaussianTaps(0.7);
  expect(taps).toHaveLength(2 * reach + 1);
  expect(taps.reduce((sum, tap) => sum + tap, 0)).toBeCloseTo(1, 12);
});
