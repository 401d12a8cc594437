import { expect, test } from 'vitest';
import { createPhoto } from '../../../models/photo/photo.ts';
import { fromPlanar, toPlanar } from '../../../models/photo/planar.ts';
import { Random } from '../../../models/random.ts';
import { noisePhoto } from './pictures.ts';

test('all of R comes first, then G, then B', () => {
  expect([...toPlanar(createPhoto(2, 1, Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6)))]).toEqual([
    ...Float32Array.of(0.1, 0.4, 0.2, 0.5, 0.3, 0.6),
  ]);
});

test('there and back is the same photo, to the bit', () => {
  const photo = noisePhoto(7, 5, Random.fromSeed(1));
  expect(fromPlanar(toPlanar(photo), 7, 5)).toEqual(photo);
});

test('planes of another size are refused', () => {
  expect(() => fromPlanar(new Float32Array(11), 2, 2)).toThrow(RangeError);
});
