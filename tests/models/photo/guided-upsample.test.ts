import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { examplePhoto } from '../../../models/node/example-photo.ts';
import { chroma, luma, mergeLumaChroma } from '../../../models/photo/colour.ts';
import { guidedUpsample } from '../../../models/photo/guided-upsample.ts';
import { createPhoto, type Photo } from '../../../models/photo/photo.ts';
import { resizePhoto, resizePlanar } from '../../../models/photo/resize.ts';
import { Random } from '../../../models/random.ts';
import { difference, fromSharp, noisePhoto } from './pictures.ts';

test('chroma that does not vary stays as it is, whatever the light does', () => {
  const side = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(side, side, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.nat(), (w, h, toW, toH, seed) => {
      const random = Random.fromSeed(seed);
      const even = Float32Array.from({ length: 2 * w * h }, (_, i) => (i < w * h ? 0.3 : -0.7));
      const large = guidedUpsample(even, luma(noisePhoto(w, h, random)), w, h, luma(noisePhoto(toW, toH, random)), toW, toH);
      expect(large.length).toBe(2 * toW * toH);
      expect(large.every((v, i) => Math.abs(v - (i < toW * toH ? 0.3 : -0.7)) < 1e-5)).toBe(true);
    }),
  );
});

test('under even light it is bicubic enlarging', () => {
  const small = chroma(noisePhoto(20, 16, Random.fromSeed(30)));
  const large = guidedUpsample(small, new Float32Array(320).fill(0.2), 20, 16, new Float32Array(90 * 70).fill(0.2), 90, 70);
  expect(difference(large, resizePlanar(small, 2, 20, 16, 90, 70)).largest).toBeLessThan(1e-4);
});

test('at its own size and light it gives the chroma back', () => {
  const photo = noisePhoto(24, 18, Random.fromSeed(31));
  const own = guidedUpsample(chroma(photo), luma(photo), 24, 18, luma(photo), 24, 18);
  expect(difference(own, chroma(photo)).largest).toBeLessThan(1e-5);
});

test('a colour border follows the light\'s edge, where bicubic enlarging smears it', () => {
  const edge = 131;
  const photo = createPhoto(256, 64);
  for (let i = 0; i < 256 * 64; i++) photo.rgb.set(i % 256 < edge ? [0.7, -0.2, -0.4] : [-0.7, -0.3, 0.3], 3 * i);
  const truth = chroma(photo);
  const { guided, bicubic } = enlargedFrom(photo, 32, 8);
  expect(difference(guided, truth).mean).toBeLessThan(0.65 * difference(bicubic, truth).mean);
});

test('both chroma planes are kept apart', () => {
  const small = new Float32Array(2 * 64);
  small.fill(0.5, 64);
  const large = guidedUpsample(small, new Float32Array(64), 8, 8, new Float32Array(900), 30, 30);
  expect(large.subarray(0, 900).every((v) => v === 0)).toBe(true);
  expect(large.subarray(900).every((v) => Math.abs(v - 0.5) < 1e-6)).toBe(true);
});

describe('real photographs, coloured by height and light', () => {
  test.each(['french-alpine-landscape', 'nagasaki-boats', 'march-pastoral'])('%s: nearer to the truth than bicubic', async (name) => {
    const photo = await fromSharp(sharp(await readFile(examplePhoto(name))).resize(320, 240, { fit: 'fill' }).toColourspace('srgb').removeAlpha());
    const coloured = toned(photo);
    const truth = chroma(coloured);
    for (const factor of [4, 8]) {
      const { guided, bicubic, small } = enlargedFrom(coloured, 320 / factor, 240 / factor);
      expect(difference(guided, truth).mean).toBeLessThan(0.95 * difference(bicubic, truth).mean);
      // Shrinking the result gives the small chroma back, nearly: no colour is lost or found.
      expect(difference(resizePlanar(guided, 2, 320, 240, 320 / factor, 240 / factor), small).mean).toBeLessThan(0.01);
    }
  });
});

/** From the photo's own chroma at a small size. */
function enlargedFrom(photo: Photo, width: number, height: number): { guided: Float32Array; bicubic: Float32Array; small: Float32Array } {
  const reduced = resizePhoto(photo, width, height);
  const small = chroma(reduced);
  return {
    small,
    guided: guidedUpsample(small, luma(reduced), width, height, luma(photo), photo.width, photo.height),
    bicubic: resizePlanar(small, 2, width, height, photo.width, photo.height),
  };
}

/** With blue shadows and ochre lights, and greener towards the bottom: colour that mostly, but not only, follows light. */
function toned(photo: Photo): Photo {
  const light = luma(photo).map((y) => 0.6 * y);
  const colour = new Float32Array(2 * light.length);
  for (let i = 0; i < light.length; i++) {
    const down = i / light.length;
    colour[i] = -0.35 * (light[i] as number) - 0.1 * down;
    colour[light.length + i] = 0.25 * (light[i] as number) - 0.15 * down;
  }
  return mergeLumaChroma(light, colour, photo.width, photo.height);
}
