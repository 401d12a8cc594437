import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cropPhoto } from '../../../models/photo/crop.ts';
import { pasteHole } from '../../../models/photo/paste.ts';
import { createMask, createPhoto, type HoleMask, type Photo, type Rectangle } from '../../../models/photo/photo.ts';
import { rasteriseStrokes } from '../../../models/photo/strokes.ts';
import { Random } from '../../../models/random.ts';
import { difference, noisePhoto, paintedPhoto } from './pictures.ts';

const side = fc.integer({ min: 1, max: 40 });
const box = fc.record({ x: fc.integer({ min: -20, max: 40 }), y: fc.integer({ min: -20, max: 40 }), width: side, height: side });

test('where the mask is 0, and outside of the box, every 16-bit value stays itself to the bit', () => {
  fc.assert(
    fc.property(side, side, box, fc.nat(), (width, height, b, seed) => {
      const random = Random.fromSeed(seed);
      const photo = noisePhoto(width, height, random);
      const before = new Uint32Array(photo.rgb.slice().buffer);
      const mask = createMask(width, height, Float32Array.from({ length: width * height }, () => softly(random)));
      const pasted = pasteHole(photo, noisePhoto(b.width, b.height, random), mask, b);
      expect([pasted.width, pasted.height]).toEqual([width, height]);
      expect(new Uint32Array(photo.rgb.buffer)).toEqual(before);
      const bits = new Uint32Array(pasted.rgb.buffer);
      const kept = bits.every((v, i) => {
        const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
        const inBox = x >= b.x && y >= b.y && x < b.x + b.width && y < b.y + b.height;
        return v === before[i] || (inBox && (mask.hole[y * width + x] as number) > 0);
      });
      expect(kept).toBe(true);
      expect(pasted.rgb.every((v) => Math.abs(v) <= 1)).toBe(true);
    }),
  );
});

describe('the seam', () => {
  const photo = gentle(paintedPhoto(120, 90));
  const whole: Rectangle = { x: 0, y: 0, width: 120, height: 90 };
  const holes: Record<string, HoleMask> = {
    inside: rasteriseStrokes([{ points: [{ x: 40, y: 40 }, { x: 80, y: 55 }], radius: 18, softness: 0 }], 120, 90),
    'at the border': rasteriseStrokes([{ points: [{ x: 0, y: 45 }], radius: 40, softness: 0 }], 120, 90),
    'soft edge': rasteriseStrokes([{ points: [{ x: 60, y: 45 }], radius: 30, softness: 0.6 }], 120, 90),
    'several at once': rasteriseStrokes([20, 50, 90].map((x) => ({ points: [{ x, y: x / 2 }], radius: 9, softness: 0 })), 120, 90),
  };
  describe.each(Object.keys(holes))('%s', (name) => {
    const mask = holes[name] as HoleMask;

    test('a fill that is off by a constant tint comes back as the photo', () => {
      const tinted = altered(photo, (v, _, __, c) => v + [0.2, -0.15, 0.1][c % 3]!);
      expect(difference(pasteHole(photo, tinted, mask, whole).rgb, photo.rgb).largest).toBeLessThan(1e-3);
    });

    test('one that is off by a slope of light does too', () => {
      const lit = altered(photo, (v, x, y) => v + 0.3 * (x / 120) - 0.2 * (y / 90));
      expect(difference(pasteHole(photo, lit, mask, whole).rgb, photo.rgb).largest).toBeLessThan(name === 'at the border' ? 0.1 : 5e-3);
    });

    test('a darker, flatter fill leaves no step at the edge', () => {
      const dull = altered(photo, (v, x) => 0.6 * v - 0.25 + 0.1 * Math.sin(x / 20));
      const pasted = pasteHole(photo, dull, mask, whole);
      expect(step(pasted, photo, mask)).toBeLessThan(0.02);
      // A soft edge hides the step by itself: there only the tint could be seen.
      if (name !== 'soft edge') expect(step(plainPaste(photo, dull, mask), photo, mask)).toBeGreaterThan(0.05);
    });
  });
});

test('a hole as large as the box takes the fill as it is: there is nothing to compare with', () => {
  const photo = noisePhoto(30, 20, Random.fromSeed(20));
  const fill = noisePhoto(30, 20, Random.fromSeed(21));
  const all = createMask(30, 20, new Float32Array(600).fill(1));
  expect(pasteHole(photo, fill, all, { x: 0, y: 0, width: 30, height: 20 })).toEqual(fill);
});

test('a mask of one half is half way between photo and fill', () => {
  const grey = (value: number): Photo => createPhoto(9, 9, new Float32Array(243).fill(value));
  const mask = createMask(9, 9, new Float32Array(81).fill(0.5));
  const pasted = pasteHole(grey(0.8), grey(-0.2), mask, { x: 0, y: 0, width: 9, height: 9 });
  expect(pasted.rgb.every((v) => Math.abs(v - 0.3) < 1e-6)).toBe(true);
});

test('box and fill are aligned: pasting a crop of the photo itself changes nothing', () => {
  const photo = noisePhoto(50, 40, Random.fromSeed(22));
  const mask = rasteriseStrokes([{ points: [{ x: 25, y: 20 }], radius: 9, softness: 0.5 }], 50, 40);
  for (const b of [
    { x: 11, y: 7, width: 29, height: 25 },
    { x: -5, y: -3, width: 70, height: 50 },
    { x: 20, y: 18, width: 9, height: 60 },
  ]) {
    expect(difference(pasteHole(photo, cropPhoto(photo, b), mask, b).rgb, photo.rgb).largest).toBeLessThan(1e-6);
  }
});

test('an empty mask, or a box beside the photo, gives an equal photo that is another one', () => {
  const photo = noisePhoto(12, 12, Random.fromSeed(23));
  const full = createMask(12, 12, new Float32Array(144).fill(1));
  for (const [mask, b] of [
    [createMask(12, 12), { x: 0, y: 0, width: 4, height: 4 }],
    [full, { x: 12, y: 0, width: 4, height: 4 }],
    [full, { x: 0, y: -4, width: 4, height: 4 }],
  ] as const) {
    const pasted = pasteHole(photo, createPhoto(4, 4), mask, b);
    expect(pasted).toEqual(photo);
    expect(pasted.rgb).not.toBe(photo.rgb);
  }
});

test('sizes that do not fit are refused', () => {
  const photo = createPhoto(8, 8);
  expect(() => pasteHole(photo, createPhoto(4, 4), createMask(4, 4), { x: 0, y: 0, width: 4, height: 4 })).toThrow(RangeError);
  expect(() => pasteHole(photo, createPhoto(4, 5), createMask(8, 8), { x: 0, y: 0, width: 4, height: 4 })).toThrow(RangeError);
});

function softly(random: Random): number {
  const kind = random.integer(3);
  return kind === 2 ? random.uniform() : kind;
}

function altered(photo: Photo, change: (value: number, x: number, y: number, c: number) => number): Photo {
  const rgb = photo.rgb.map((v, i) => change(v, Math.floor(i / 3) % photo.width, Math.floor(i / 3 / photo.width), i % 3));
  return createPhoto(photo.width, photo.height, rgb);
}

/** Away from black and white, so that no shift is cut off. */
function gentle(photo: Photo): Photo {
  return altered(photo, (v) => 0.4 * v);
}

function plainPaste(photo: Photo, fill: Photo, { hole }: HoleMask): Photo {
  const rgb = photo.rgb.map((v, i) => v + (hole[Math.floor(i / 3)] as number) * ((fill.rgb[i] as number) - v));
  return createPhoto(photo.width, photo.height, rgb);
}

/** Mean change, against the photo's own, of the step from a known pixel into the hole. */
function step(pasted: Photo, photo: Photo, { width, hole }: HoleMask): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i + 1 < hole.length; i++) {
    if ((i + 1) % width === 0 || (hole[i] as number) > 0 === (hole[i + 1] as number) > 0) continue;
    const jump = ({ rgb }: Photo): number => (rgb[3 * i + 3] as number) - (rgb[3 * i] as number);
    sum += Math.abs(jump(pasted) - jump(photo));
    count++;
  }
  return sum / count;
}
