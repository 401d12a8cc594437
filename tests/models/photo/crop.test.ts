import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cropMask, cropPhoto } from '../../../models/photo/crop.ts';
import { createMask, createPhoto } from '../../../models/photo/photo.ts';
import { Random } from '../../../models/random.ts';
import { noisePhoto } from './pictures.ts';

const box = fc.record({
  x: fc.integer({ min: -40, max: 40 }),
  y: fc.integer({ min: -40, max: 40 }),
  width: fc.integer({ min: 1, max: 60 }),
  height: fc.integer({ min: 1, max: 60 }),
});

test('inside, the crop is the photo; outside, its mirror; the mask is empty there', () => {
  const photo = noisePhoto(13, 9, Random.fromSeed(3));
  const mask = createMask(13, 9, photo.rgb.slice(0, 13 * 9));
  fc.assert(
    fc.property(box, (b) => {
      const crop = cropPhoto(photo, b);
      const hole = cropMask(mask, b);
      expect([crop.width, crop.height, hole.width, hole.height]).toEqual([b.width, b.height, b.width, b.height]);
      const columns = Array.from({ length: b.width }, (_, x) => walked(b.x + x, 13));
      const rows = Array.from({ length: b.height }, (_, y) => walked(b.y + y, 9));
      const pixels = rows.flatMap((y) => columns.flatMap((x) => [...photo.rgb.subarray((y * 13 + x) * 3, (y * 13 + x) * 3 + 3)]));
      expect([...crop.rgb]).toEqual(pixels);
      const inside = (x: number, y: number): boolean => x >= 0 && x < 13 && y >= 0 && y < 9;
      const holes = rows.flatMap((y, j) => columns.map((x, i) => (inside(b.x + i, b.y + j) ? mask.hole[y * 13 + x] : 0)));
      expect([...hole.hole]).toEqual(holes);
    }),
  );
});

test('the border itself is not repeated', () => {
  const row = createPhoto(4, 1, Float32Array.from({ length: 12 }, (_, i) => Math.floor(i / 3)));
  const crop = cropPhoto(row, { x: -3, y: 0, width: 10, height: 1 });
  expect(Array.from({ length: 10 }, (_, i) => crop.rgb[i * 3])).toEqual([3, 2, 1, 0, 1, 2, 3, 2, 1, 0]);
});

test('a single pixel fills any box', () => {
  const crop = cropPhoto(createPhoto(1, 1, Float32Array.of(0.1, 0.2, 0.3)), { x: -2, y: -1, width: 5, height: 3 });
  expect(crop.rgb.every((v, i) => v === Math.fround([0.1, 0.2, 0.3][i % 3] ?? 0))).toBe(true);
});

/** Where someone ends who walks |at| steps and turns round at each end: the definition, step by step. */
function walked(at: number, size: number): number {
  let position = 0;
  let direction = 1;
  for (let steps = Math.abs(at); steps > 0; steps--) {
    if (position + direction < 0 || position + direction >= size) direction = -direction;
    position += direction;
  }
  return position;
}
