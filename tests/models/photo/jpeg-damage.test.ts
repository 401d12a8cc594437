import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { jpegDamage } from '../../../models/photo/jpeg-damage.ts';
import { createPhoto, type Photo } from '../../../models/photo/photo.ts';
import { Random } from '../../../models/random.ts';
import { difference, fromSharp, noisePhoto, paintedPhoto, toBytes, toSharp } from './pictures.ts';

const levels = (rgbDistance: number): number => rgbDistance * 127.5;

describe('is to the bit what libjpeg does to the same picture', () => {
  test.each(Array.from({ length: 20 }, (_, i) => 5 * i + 1))('at quality %d', async (quality) => {
    for (const photo of [paintedPhoto(160, 128), noisePhoto(64, 64, Random.fromSeed(quality))]) {
      expect(difference(jpegDamage(photo, quality).rgb, (await throughSharp(photo, quality)).rgb).largest).toBe(0);
    }
  });

  test.each([
    [16, 16],
    [17, 33],
    [50, 47],
    [31, 18],
    [200, 19],
  ])('at %dx%d, which is not whole blocks', async (width, height) => {
    const photo = paintedPhoto(width, height);
    expect(difference(jpegDamage(photo, 10).rgb, (await throughSharp(photo, 10)).rgb).largest).toBe(0);
  });

  test('on pure and extreme colours', async () => {
    const photo = noisePhoto(48, 48, Random.fromSeed(12));
    photo.rgb.forEach((v, i) => (photo.rgb[i] = v < 0 ? -1 : 1));
    for (const quality of [3, 40, 90]) {
      expect(difference(jpegDamage(photo, quality).rgb, (await throughSharp(photo, quality)).rgb).largest).toBe(0);
    }
  });
});

test('any size keeps its size, and values lie on the 8-bit grid', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 100 }), (w, h, quality) => {
      const damaged = jpegDamage(noisePhoto(w, h, Random.fromSeed(w * 41 + h)), quality);
      expect([damaged.width, damaged.height]).toEqual([w, h]);
      const bytes = toBytes(damaged);
      expect(damaged.rgb.every((v, i) => v === Math.fround((bytes[i] as number) / 127.5 - 1))).toBe(true);
    }),
  );
});

test('lower quality does more damage', () => {
  const photo = paintedPhoto(128, 128);
  const damage = [90, 50, 30, 15, 5].map((quality) => difference(jpegDamage(photo, quality).rgb, photo.rgb).mean);
  expect(damage).toEqual(damage.toSorted((a, b) => a - b));
});

test('a grey picture gets no tint, an even one no damage to speak of', () => {
  const noise = noisePhoto(48, 48, Random.fromSeed(10));
  const grey = createPhoto(48, 48, noise.rgb.map((_, i) => noise.rgb[i - (i % 3)] as number));
  const damaged = jpegDamage(grey, 10).rgb;
  for (let i = 0; i < damaged.length; i += 3) expect(damaged[i + 1] === damaged[i] && damaged[i + 2] === damaged[i]).toBe(true);
  const even = createPhoto(20, 20, new Float32Array(1200).fill(0.2));
  expect(levels(difference(jpegDamage(even, 30).rgb, even.rgb).largest)).toBeLessThan(4);
});

async function throughSharp(photo: Photo, quality: number): Promise<Photo> {
  return fromSharp(sharp(await toSharp(photo).jpeg({ quality, chromaSubsampling: '4:2:0', mozjpeg: false }).toBuffer()));
}
