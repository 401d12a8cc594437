import { expect, test } from 'vitest';
import { colourfulness } from '../../../models/evaluation/colourfulness.ts';
import { greyOf } from '../../../models/photo/colour.ts';
import { createPhoto } from '../../../models/photo/photo.ts';
import { hole, near, pattern } from './pictures.ts';

const a = pattern(40, 29, 0);

test('agrees with the formula in numpy', () => {
  expect(colourfulness(a)).toBeCloseTo(52.22378619627261, 3);
  expect(colourfulness(near(a))).toBeCloseTo(54.381659193381815, 3);
  expect(colourfulness(a, hole().hole)).toBeCloseTo(18.73857056651245, 3);
});

test('grey is 0, and one colour all over is its distance from grey', () => {
  expect(colourfulness(greyOf(a))).toBeCloseTo(0, 4);
  // Pure red: rg = 255, yb = 127.5 everywhere.
  const red = createPhoto(3, 1, Float32Array.of(1, -1, -1, 1, -1, -1, 1, -1, -1));
  expect(colourfulness(red)).toBeCloseTo(0.3 * Math.hypot(255, 127.5), 6);
});
