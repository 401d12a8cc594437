import { describe, expect, test } from 'vitest';
import { centreSquareHole, freeFormHole, rectangleHole, sideHole } from '../../../models/photo/holes.ts';
import { Random } from '../../../models/random.ts';

const seeds = Array.from({ length: 200 }, (_, i) => i);

describe.each([
  ['centreSquareHole', centreSquareHole, 0.2, 0.3],
  ['rectangleHole', rectangleHole, 0.1, 0.4],
  ['freeFormHole', freeFormHole, 0.1, 0.4],
  ['sideHole', sideHole, 0.2, 0.5],
] as const)('%s', (_, draw, least, most) => {
  test.each([64, 256])('covers what it promises, with only 0 and 1, at size %d', (size) => {
    const areas = seeds.map((seed) => {
      const { width, height, hole } = draw(size, Random.fromSeed(seed));
      expect([width, height, hole.length]).toEqual([size, size, size * size]);
      let [area, partial] = [0, 0];
      for (const v of hole) {
        area += v;
        if (v !== 0 && v !== 1) partial++;
      }
      expect(partial).toBe(0);
      return area / (size * size);
    });
    // Palette's 10 to 40 % are kept to the pixel; the others' sides may be off by rounding.
    const slack = most === 0.4 ? 0 : 1.5 / size;
    expect(Math.min(...areas)).toBeGreaterThanOrEqual(least - slack);
    expect(Math.max(...areas)).toBeLessThanOrEqual(most + slack);
    // And uses the whole of it: small and large both occur.
    const spread = most - least;
    expect(Math.min(...areas)).toBeLessThan(least + 0.2 * spread);
    expect(Math.max(...areas)).toBeGreaterThan(most - 0.2 * spread);
  });

  test('is the same for the same seed, another for another', () => {
    expect(draw(64, Random.fromSeed(7))).toEqual(draw(64, Random.fromSeed(7)));
    expect(draw(64, Random.fromSeed(7))).not.toEqual(draw(64, Random.fromSeed(8)));
  });
});

test('the centre square is a square, inside, its centre near the picture\'s', () => {
  for (const seed of seeds) {
    const { hole } = centreSquareHole(100, Random.fromSeed(seed));
    const [first, last] = [hole.indexOf(1), hole.lastIndexOf(1)];
    const [left, top, right, bottom] = [first % 100, Math.floor(first / 100), last % 100, Math.floor(last / 100)];
    expect(right - left).toBe(bottom - top);
    expect(hole.reduce((a, b) => a + b, 0)).toBe((right - left + 1) ** 2);
    expect(Math.abs((left + right + 1) / 2 - 50)).toBeLessThanOrEqual(11);
    expect(Math.abs((top + bottom + 1) / 2 - 50)).toBeLessThanOrEqual(11);
    expect(Math.min(left, top)).toBeGreaterThan(0);
    expect(Math.max(right, bottom)).toBeLessThan(99);
  }
});

test('side holes touch the border they uncrop: each side alone, and all four at once', () => {
  const seen = new Map<string, number>();
  for (const seed of seeds) {
    const { hole } = sideHole(64, Random.fromSeed(seed));
    const open = [wholeRow(hole, 0), wholeRow(hole, 63), wholeColumn(hole, 0), wholeColumn(hole, 63)].join('');
    seen.set(open, (seen.get(open) ?? 0) + 1);
  }
  expect([...seen.keys()].sort()).toEqual(['0001', '0010', '0100', '1000', '1111']);
  expect(seen.get('1111')).toBeGreaterThan(60);
  expect(seen.get('1111')).toBeLessThan(140);
});

function wholeRow(hole: Float32Array, y: number): number {
  return Number(hole.subarray(y * 64, (y + 1) * 64).every((v) => v === 1));
}

function wholeColumn(hole: Float32Array, x: number): number {
  return Number(hole.every((v, i) => i % 64 !== x || v === 1));
}
