import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cropPhoto } from '../../../models/photo/crop.ts';
import { createMask, createPhoto, type Photo } from '../../../models/photo/photo.ts';
import { toPlanar } from '../../../models/photo/planar.ts';
import { resizeMask, resizePhoto, resizePlanar } from '../../../models/photo/resize.ts';
import { Random } from '../../../models/random.ts';
import { difference, fromSharp, noisePhoto, paintedPhoto, toSharp } from './pictures.ts';

const size = fc.integer({ min: 1, max: 70 });

describe('resizePhoto', () => {
  test('a photo of one colour stays that colour', () => {
    fc.assert(
      fc.property(size, size, size, size, fc.double({ min: -1, max: 1, noNaN: true }), (w, h, toW, toH, value) => {
        const resized = resizePhoto(createPhoto(w, h, new Float32Array(w * h * 3).fill(value)), toW, toH);
        expect(resized.rgb.length).toBe(toW * toH * 3);
        expect(resized.rgb.every((v) => Math.abs(v - value) < 1e-6)).toBe(true);
      }),
    );
  });

  test('also when 6000 columns become 16', () => {
    const resized = resizePhoto(createPhoto(6000, 20, new Float32Array(6000 * 20 * 3).fill(0.7)), 16, 16);
    expect(resized.rgb.every((v) => Math.abs(v - 0.7) < 1e-6)).toBe(true);
  });

  test('a mirrored photo becomes the mirrored result', () => {
    fc.assert(
      fc.property(size, size, size, size, fc.nat(), (w, h, toW, toH, seed) => {
        const photo = noisePhoto(w, h, Random.fromSeed(seed));
        const straight = resizePhoto(photo, toW, toH);
        expect(difference(turned(resizePhoto(turned(photo), toW, toH)).rgb, straight.rgb).largest).toBeLessThan(2e-6);
      }),
    );
  });

  test('its own size is a copy, to the bit', () => {
    const photo = noisePhoto(9, 6, Random.fromSeed(2));
    const same = resizePhoto(photo, 9, 6);
    expect(same).toEqual(photo);
    expect(same.rgb).not.toBe(photo.rgb);
  });

  test('enlarging a slope gives the slope, pixel centres in place', () => {
    const photo = createPhoto(16, 4, Float32Array.from({ length: 16 * 4 * 3 }, (_, i) => (Math.floor(i / 3) % 16) / 16 - 0.5));
    const resized = resizePhoto(photo, 64, 4);
    for (let x = 8; x < 56; x++) expect(resized.rgb[x * 3]).toBeCloseTo(((x + 0.5) / 4 - 0.5) / 16 - 0.5, 5);
  });

  test.each([
    [50, 40],
    [101, 53],
    [133, 97],
  ])('agrees with libvips at %dx%d', async (width, height) => {
    const photo = paintedPhoto(200, 160);
    const theirs = await fromSharp(toSharp(photo).resize(width, height, { kernel: 'cubic', fit: 'fill' }));
    const ours = resizePhoto(photo, width, height);
    expect(difference(inner(ours), inner(theirs)).mean).toBeLessThan(0.008);
    const lanczos = await fromSharp(toSharp(photo).resize(width, height, { kernel: 'lanczos3', fit: 'fill' }));
    expect(difference(inner(ours), inner(lanczos)).mean).toBeLessThan(0.016);
  });

  test('enlarging is Catmull-Rom interpolation of the 4x4 pixels around', () => {
    const photo = noisePhoto(11, 9, Random.fromSeed(11));
    photo.rgb.forEach((v, i) => (photo.rgb[i] = 0.7 * v));
    const large = resizePhoto(photo, 40, 27);
    for (let y = 8; y < 20; y++) {
      for (let x = 8; x < 32; x++) {
        const [u, v] = [((x + 0.5) * 11) / 40 - 0.5, ((y + 0.5) * 9) / 27 - 0.5];
        const rows = [-1, 0, 1, 2].map((dy) => {
          const at = (dx: number): number => photo.rgb[((Math.floor(v) + dy) * 11 + Math.floor(u) + dx) * 3] as number;
          return spline(at(-1), at(0), at(1), at(2), u - Math.floor(u));
        }) as [number, number, number, number];
        const expected = Math.min(1, Math.max(-1, spline(...rows, v - Math.floor(v))));
        expect(large.rgb[(y * 40 + x) * 3]).toBeCloseTo(expected, 5);
      }
    }
  });

  test('shrinking averages: detail finer than a pixel goes to its mean, not to stripes', () => {
    const stripes = createPhoto(256, 256, Float32Array.from({ length: 256 * 256 * 3 }, (_, i) => (Math.floor(i / 3) % 2 ? 1 : -1)));
    expect(inner(resizePhoto(stripes, 90, 90)).every((v) => Math.abs(v) < 0.03)).toBe(true);
  });

  test('overshoot never leaves [-1, 1]', () => {
    const edge = createPhoto(8, 1, Float32Array.from({ length: 24 }, (_, i) => (i < 12 ? -1 : 1)));
    expect(resizePhoto(edge, 61, 3).rgb.every((v) => Math.abs(v) <= 1)).toBe(true);
  });
});

test('resizePlanar does to every plane what resizePhoto does to the photo, without the cut', () => {
  const photo = paintedPhoto(31, 22);
  const planar = toPlanar(photo);
  expect(difference(resizePlanar(planar, 3, 31, 22, 13, 40), toPlanar(resizePhoto(photo, 13, 40))).largest).toBeLessThan(1e-6);
  const edge = resizePlanar(Float32Array.of(-5, -5, 5, 5), 1, 4, 1, 16, 1);
  expect(Math.max(...edge)).toBeGreaterThan(5);
});

test('a resized mask stays within [0, 1], keeps its area, and keeps whole and empty masks', () => {
  fc.assert(
    fc.property(size, size, fc.nat(), (toW, toH, seed) => {
      const random = Random.fromSeed(seed);
      const mask = createMask(64, 48, Float32Array.from({ length: 64 * 48 }, () => random.integer(2)));
      expect(resizeMask(mask, toW, toH).hole.every((v) => v >= 0 && v <= 1)).toBe(true);
    }),
  );
  const half = createMask(64, 64);
  half.hole.fill(1, 0, 32 * 64);
  const small = resizeMask(half, 10, 10).hole;
  expect(small.reduce((a, b) => a + b, 0) / 100).toBeCloseTo(0.5, 5);
  const full = resizeMask(createMask(30, 30, new Float32Array(900).fill(1)), 77, 7).hole;
  expect(full.every((v) => Math.abs(v - 1) < 1e-6 && v <= 1)).toBe(true);
  expect(resizeMask(createMask(30, 30), 7, 77).hole.every((v) => v === 0)).toBe(true);
});

/** Catmull and Rom's curve from b to c at t in [0, 1], in Horner's form. */
function spline(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

/** By half a turn. */
function turned(photo: Photo): Photo {
  const rgb = new Float32Array(photo.rgb.length);
  for (let i = 0; i < rgb.length; i++) rgb[i] = photo.rgb[rgb.length - 3 - 3 * Math.floor(i / 3) + (i % 3)] as number;
  return createPhoto(photo.width, photo.height, rgb);
}

/** Without a border of 4 pixels, where libvips repeats the last pixel and we cut the kernel. */
function inner(photo: Photo): Float32Array {
  return cropPhoto(photo, { x: 4, y: 4, width: photo.width - 8, height: photo.height - 8 }).rgb;
}
