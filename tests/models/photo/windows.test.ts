import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blendWeights, coverWithWindows } from '../../../models/photo/windows.ts';

test('windows cover every pixel, stay inside, overlap enough, and are no more than needed', () => {
  const canvas = fc.integer({ min: 16, max: 40 }).chain((side) => {
    const length = fc.integer({ min: side, max: 200 });
    return fc.tuple(length, length, fc.constant(side), fc.integer({ min: 0, max: side - 1 }));
  });
  fc.assert(
    fc.property(canvas, ([width, height, side, overlap]) => {
      const windows = coverWithWindows(width, height, side, overlap);
      const xs = [...new Set(windows.map((w) => w.x))];
      const ys = [...new Set(windows.map((w) => w.y))];
      expect(windows.length).toBe(xs.length * ys.length);
      expect(windows.every((w) => w.width === side && w.height === side)).toBe(true);
      for (const [starts, length] of [[xs, width], [ys, height]] as const) {
        expect(starts[0]).toBe(0);
        expect((starts.at(-1) as number) + side).toBe(length);
        const gaps = starts.slice(1).map((start, i) => start - (starts[i] as number));
        expect(gaps.every((gap) => gap >= 1 && gap <= side - overlap)).toBe(true);
        if (gaps.length > 0) expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
        expect((starts.length - 2) * (side - overlap) + side).toBeLessThan(Math.max(length, side + 1));
      }
    }),
  );
});

test('a canvas of one window has one', () => {
  expect(coverWithWindows(256, 256, 256, 64)).toEqual([{ x: 0, y: 0, width: 256, height: 256 }]);
});

test('impossible wishes are refused', () => {
  expect(() => coverWithWindows(255, 300, 256, 0)).toThrow(RangeError);
  expect(() => coverWithWindows(300, 300, 256, 256)).toThrow(RangeError);
});

test('weights are positive, symmetric, largest in the middle and falling towards the edge', () => {
  for (const side of [1, 2, 255, 256]) {
    const weights = blendWeights(side);
    expect(weights.length).toBe(side * side);
    expect(weights.every((w, i) => w > 0 && w <= 1 && Math.abs(w - (weights[side * side - 1 - i] as number)) < 1e-6)).toBe(true);
    const middle = Math.floor(side / 2) * side;
    for (let x = 1; x < side / 2; x++) expect(weights[middle + x]).toBeGreaterThanOrEqual(weights[middle + x - 1] as number);
  }
  expect(blendWeights(256)[127 * 256 + 127]).toBeGreaterThan(0.99);
  expect(blendWeights(256)[127 * 256]).toBeLessThan(1e-4);
});

test('windows that agree blend to what they agree on', () => {
  const [width, height, side] = [70, 50, 32];
  const weights = blendWeights(side);
  const sum = new Float32Array(width * height);
  const total = new Float32Array(width * height);
  for (const { x, y } of coverWithWindows(width, height, side, 8)) {
    for (let i = 0; i < side * side; i++) {
      const at = (y + Math.floor(i / side)) * width + x + (i % side);
      sum[at] = (sum[at] as number) + 0.3 * (weights[i] as number);
      total[at] = (total[at] as number) + (weights[i] as number);
    }
  }
  for (let i = 0; i < sum.length; i++) expect((sum[i] as number) / (total[i] as number)).toBeCloseTo(0.3, 5);
});
