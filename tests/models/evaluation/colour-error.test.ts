import { expect, test } from 'vitest';
import { colourError, labOf } from '../../../models/evaluation/colour-error.ts';
import { createPhoto, type Photo } from '../../../models/photo/photo.ts';
import { hole, near, pattern } from './pictures.ts';

const a = pattern(40, 29, 0);
const labs = [labOf(a), labOf(near(a))] as const;

test('agrees with scikit-image over the picture and in the hole', () => {
  const whole = colourError(...labs);
  expect(whole.ciede2000).toBeCloseTo(4.956914828379998, 2);
  expect(whole.a).toBeCloseTo(0.018016334344421202, 2);
  expect(whole.b).toBeCloseTo(-0.5466530020440682, 2);
  const inside = colourError(...labs, hole().hole);
  expect(inside.ciede2000).toBeCloseTo(5.702881080518794, 2);
  expect(inside.a).toBeCloseTo(0.03174683437275044, 2);
  expect(inside.b).toBeCloseTo(-0.6057041991946717, 2);
});

test('too red and too yellow are above 0, too green and too blue below', () => {
  const plain = (...rgb: readonly number[]): Photo => createPhoto(2, 2, Float32Array.from([...rgb, ...rgb, ...rgb, ...rgb]));
  const grey = labOf(plain(0, 0, 0));
  expect(colourError(grey, labOf(plain(0.3, 0, 0))).a).toBeGreaterThan(5);
  expect(colourError(grey, labOf(plain(0, 0.3, 0))).a).toBeLessThan(-5);
  expect(colourError(grey, labOf(plain(0.2, 0.2, 0))).b).toBeGreaterThan(5);
  expect(colourError(grey, labOf(plain(0, 0, 0.3))).b).toBeLessThan(-5);
});
