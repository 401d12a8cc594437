import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chroma, greyOf, luma, mergeLumaChroma, toLab } from '../../../models/photo/colour.ts';
import { createPhoto } from '../../../models/photo/photo.ts';
import { Random } from '../../../models/random.ts';
import { difference, noisePhoto } from './pictures.ts';

test('luma of the primaries is Rec. 601, of grey the grey itself to the bit', () => {
  const primaries = createPhoto(3, 1, Float32Array.of(1, -1, -1, -1, 1, -1, -1, -1, 1));
  expect([...luma(primaries)].map((y) => (y + 1) / 2)).toEqual([0.299, 0.587, 0.114].map((v) => expect.closeTo(v, 6) as number));
  const random = Random.fromSeed(4);
  const grey = Float32Array.from({ length: 65536 }, (_, i) => i / 32767.5 - 1).map((v) => v * (1 - random.uniform() * 1e-3));
  const photo = createPhoto(65536, 1, Float32Array.from({ length: 3 * 65536 }, (_, i) => grey[Math.floor(i / 3)] as number));
  expect(difference(luma(photo), grey).largest).toBe(0);
  expect(difference(greyOf(photo).rgb, photo.rgb).largest).toBe(0);
  expect(chroma(photo).every((v) => Math.abs(v) < 1e-9)).toBe(true);
});

test('chroma of the primaries reaches exactly the ends of JFIF', () => {
  const cbcr = chroma(createPhoto(3, 1, Float32Array.of(1, -1, -1, -1, 1, -1, -1, -1, 1)));
  const expected = [-0.168736, -0.331264, 0.5, 0.5, -0.418688, -0.081312].map((v) => 2 * v);
  cbcr.forEach((v, i) => expect(v).toBeCloseTo(expected[i] as number, 5));
});

describe('mergeLumaChroma', () => {
  test('puts back together what luma and chroma took apart', () => {
    const photo = noisePhoto(40, 30, Random.fromSeed(5));
    expect(difference(mergeLumaChroma(luma(photo), chroma(photo), 40, 30).rgb, photo.rgb).largest).toBeLessThan(1e-6);
  });

  test('keeps the luma, stays in gamut and only shrinks the chroma, whatever it is given', () => {
    const finite = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(finite(-1, 1), finite(-2, 2), finite(-2, 2), finite(0, 3), (y, cb, cr, intensity) => {
        const light = Float32Array.of(y);
        const merged = mergeLumaChroma(light, Float32Array.of(cb, cr), 1, 1, intensity);
        expect(merged.rgb.every((v) => Math.abs(v) <= 1)).toBe(true);
        expect(Math.abs((luma(merged)[0] as number) - (light[0] as number))).toBeLessThan(3e-7);
        // Same direction, never longer: hue is kept.
        const [b = 0, r = 0] = chroma(merged);
        expect(Math.abs(b * cr - r * cb)).toBeLessThan(2e-6);
        expect(b * cb + r * cr).toBeGreaterThanOrEqual(-1e-6);
        expect(Math.hypot(b, r)).toBeLessThanOrEqual(intensity * Math.hypot(cb, cr) + 1e-6);
      }),
      { numRuns: 3000 },
    );
  });

  test('gives way no more than needed: a cut pixel touches the limit', () => {
    const { rgb } = mergeLumaChroma(Float32Array.of(0.5), Float32Array.of(0.1, 0.9), 1, 1);
    expect(Math.max(...rgb)).toBeCloseTo(1, 6);
  });

  test('intensity 0 is the grey photo to the bit, black and white stay black and white', () => {
    const photo = noisePhoto(20, 20, Random.fromSeed(6));
    expect(difference(mergeLumaChroma(luma(photo), chroma(photo), 20, 20, 0).rgb, greyOf(photo).rgb).largest).toBe(0);
    const ends = mergeLumaChroma(Float32Array.of(-1, 1), Float32Array.of(0.7, 0.7, -0.4, -0.4), 2, 1);
    expect([...ends.rgb]).toEqual([-1, -1, -1, 1, 1, 1]);
  });
});

test.each([
  ['white', [255, 255, 255], [100, 0, 0]],
  ['black', [0, 0, 0], [0, 0, 0]],
  ['red', [255, 0, 0], [53.24, 80.09, 67.2]],
  ['green', [0, 255, 0], [87.73, -86.18, 83.18]],
  ['blue', [0, 0, 255], [32.3, 79.19, -107.86]],
  ['yellow', [255, 255, 0], [97.14, -21.55, 94.48]],
  ['mid grey', [119, 119, 119], [50.03, 0, 0]],
  ['almost black', [2, 2, 2], [0.55, 0, 0]],
])('CIELAB of sRGB %s is the published one', (_, rgb, lab) => {
  const [r, g, b] = rgb.map((v) => v / 127.5 - 1) as [number, number, number];
  toLab(r, g, b).forEach((v, i) => expect(Math.abs(v - (lab[i] as number))).toBeLessThan(0.02));
});
