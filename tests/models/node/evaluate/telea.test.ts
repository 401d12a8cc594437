import { expect, test } from 'vitest';
import { openTelea } from '../../../../models/node/evaluate/telea.ts';
import { createMask, createPhoto, type HoleMask, type Photo } from '../../../../models/photo/photo.ts';

const side = 24;
const marks = Float32Array.from({ length: side * side }, (_, i) => (inside(i % side) && inside(Math.floor(i / side)) ? 1 : 0));
const hole: HoleMask = createMask(side, side, marks);

function inside(at: number): boolean {
  return at >= 9 && at < 15;
}

function photoOf(value: (x: number, y: number, channel: number) => number): Photo {
  const at = (i: number): number => value(Math.floor(i / 3) % side, Math.floor(i / 3 / side), i % 3);
  return createPhoto(side, side, Float32Array.from({ length: 3 * side * side }, (_, i) => at(i)));
}

async function fill(photo: Photo): Promise<Photo> {
  const shown = { ...photo, rgb: photo.rgb.map((value, i) => (hole.hole[Math.floor(i / 3)] === 0 ? value : 0.9)) };
  const telea = await openTelea();
  return telea!.restore({ truth: photo, shown, hole, restore: () => { throw new Error('not asked for'); } });
}

test('what is flat around a hole goes on in it, colour by colour; known pixels stay, to the bit', async () => {
  const photo = photoOf((_x, _y, channel) => [-0.6, 0.2, 0.1234567][channel]!);
  const filled = await fill(photo);
  photo.rgb.forEach((value, i) => expect(filled.rgb[i]).toBeCloseTo(value, hole.hole[Math.floor(i / 3)] === 0 ? 6 : 1.5));
});

test('a ramp goes on as a ramp, within a few steps of 255', async () => {
  const photo = photoOf((x) => x / 12 - 1);
  const filled = await fill(photo);
  let largest = 0;
  photo.rgb.forEach((value, i) => (largest = Math.max(largest, Math.abs(value - filled.rgb[i]!))));
  expect(largest).toBeLessThan(0.25);
  expect(filled.rgb[3 * (12 * side + 10)]!).toBeLessThan(filled.rgb[3 * (12 * side + 13)]!);
});
