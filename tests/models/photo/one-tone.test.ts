import { expect, test } from 'vitest';
import { chroma, greyOf, luma } from '../../../models/photo/colour.ts';
import { inTone, oneTone } from '../../../models/photo/one-tone.ts';
import { createMask, createPhoto, type Photo } from '../../../models/photo/photo.ts';
import { difference, paintedPhoto } from './pictures.ts';

const photo = paintedPhoto(60, 40);
const nothing = createMask(60, 40);
/** Brown in the shadows, cream in the lights. */
const sepia = sepiaOf(greyOf(photo));

function sepiaOf({ width, height, rgb }: Photo): Photo {
  const tint = [0.1, 0, -0.12];
  return createPhoto(width, height, rgb.map((value, i) => 0.85 * value + tint[i % 3]! * (1 - 0.4 * value)));
}

test('a photo with colours has no one tone, nor has one of which nothing is known', () => {
  expect(oneTone(photo, nothing)).toBeUndefined();
  expect(oneTone(sepia, createMask(60, 40, new Float32Array(2400).fill(1)))).toBeUndefined();
});

test('grey and sepia have one; a picture in it has their chroma at each light, and keeps its own light', () => {
  for (const old of [greyOf(photo), sepia]) {
    const tone = oneTone(old, nothing)!;
    expect(difference(chroma(inTone(old, tone)), chroma(old)).largest).toBeLessThan(0.02);
    const other = inTone(paintedPhoto(31, 17), tone);
    expect(difference(luma(other), luma(paintedPhoto(31, 17))).largest).toBeLessThan(1e-5);
    expect(oneTone(other, createMask(31, 17))).toBeDefined();
  }
  const grey = inTone(photo, oneTone(greyOf(photo), nothing)!);
  expect(difference(chroma(grey), new Float32Array(4800)).largest).toBeLessThan(1e-6);
});

test('what a mask hides does not count', () => {
  const stained = createPhoto(60, 40, sepia.rgb.slice());
  const mask = createMask(60, 40);
  for (let pixel = 0; pixel < 900; pixel++) {
    // Red and green of the same light.
    stained.rgb.set(pixel % 2 === 0 ? [1, -1, -1] : [-1, 0.02, -1], 3 * pixel);
    mask.hole[pixel] = 1;
  }
  expect(oneTone(stained, nothing)).toBeUndefined();
  expect(oneTone(stained, mask)).toBeDefined();
});
