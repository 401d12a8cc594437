import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freeFormHole } from '../../../models/photo/holes.ts';
import { Membrane } from '../../../models/photo/membrane.ts';
import { Random } from '../../../models/random.ts';

describe('agrees with Laplace\'s equation solved to the end', () => {
  const shapes: Record<string, (x: number, y: number) => boolean> = {
    'a rectangle': (x, y) => x > 5 && x < 70 && y > 8 && y < 50,
    'a corner of the picture': (x, y) => x < 50 && y < 40,
    'one side': (x) => x < 45,
    'all around': (x, y) => x < 15 || y < 12 || x > 60 || y > 49,
    'all but one pixel': (x, y) => x !== 30 || y !== 20,
    'a comb': (x, y) => y > 5 && y < 55 && x % 3 !== 0,
    'hair lines': (x, y) => x % 7 === 0 || y % 11 === 0,
    'a diagonal scratch': (x, y) => Math.abs(x - y) < 2,
    'two rooms with a door': (x, y) => x > 4 && x < 75 && y > 4 && y < 55 && (Math.abs(x - 40) > 2 || y === 30),
  };
  test.each(Object.keys(shapes))('over %s', (name) => {
    const inHole = shapes[name] as (x: number, y: number) => boolean;
    const [width, height] = [80, 60];
    const hole = Uint8Array.from({ length: width * height }, (_, i) => Number(inHole(i % width, Math.floor(i / width))));
    expect(largestError(hole, width, height, rough(width))).toBeLessThan(0.02);
  });

  test('over random brush strokes and random dust', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0.3, max: 0.999, noNaN: true }), (seed, share) => {
        const random = Random.fromSeed(seed);
        const strokes = Uint8Array.from(freeFormHole(64, random).hole);
        expect(largestError(strokes, 64, 64, rough(64))).toBeLessThan(0.02);
        const dust = Uint8Array.from({ length: 50 * 41 }, () => Number(random.uniform() < share));
        expect(largestError(dust, 50, 41, rough(50))).toBeLessThan(0.02);
      }),
      { numRuns: 12 },
    );
  });
});

test('a slope goes on as a slope, a constant as the constant', () => {
  const [width, height] = [200, 150];
  const inHole = (i: number): boolean => i % width > 3 && i % width < 190 && i > 5 * width && i < 140 * width;
  const hole = Uint8Array.from({ length: width * height }, (_, i) => Number(inHole(i)));
  const membrane = new Membrane(hole, width, height);
  membrane.stretch((pixel) => (pixel % width) / width - 0.4);
  for (let y = 6; y < 139; y++) membrane.row(y).forEach((v, x) => hole[y * width + x] === 0 || expectNear(v, x / width - 0.4, 0.004));
  membrane.stretch(() => 0.25);
  for (let y = 6; y < 139; y++) membrane.row(y).forEach((v, x) => hole[y * width + x] === 0 || expectNear(v, 0.25, 1e-5));
});

test('where nothing is known it is 0, and a second shape knows nothing of the first', () => {
  const nothingKnown = new Membrane(new Uint8Array(35 * 20).fill(1), 35, 20);
  nothingKnown.stretch(() => 5);
  for (let y = 0; y < 20; y++) expect(nothingKnown.row(y).every((v) => v === 0)).toBe(true);

  const hole = Uint8Array.from({ length: 900 }, (_, i) => Number(i % 30 > 10));
  const [used, fresh] = [new Membrane(hole, 30, 30), new Membrane(hole, 30, 30)];
  used.stretch((i) => i);
  for (const membrane of [used, fresh]) membrane.stretch((i) => Math.sin(i));
  for (let y = 0; y < 30; y++) expect([...used.row(y)]).toEqual([...fresh.row(y)]);
});

test.each([
  [1, 1],
  [1, 40],
  [57, 1],
  [2, 2],
  [3, 5],
])('pictures as small as %dx%d', (width, height) => {
  for (let known = 0; known < Math.min(width * height, 12); known++) {
    const hole = new Uint8Array(width * height).fill(1);
    hole[known] = 0;
    const membrane = new Membrane(hole, width, height);
    membrane.stretch(() => 0.7);
    for (let y = 0; y < height; y++) membrane.row(y).forEach((v, x) => hole[y * width + x] === 0 || expectNear(v, 0.7, 1e-3));
  }
});

test('a hole of five megapixels, solved on larger cells, still follows a slope, up to the border', () => {
  const [width, height] = [2500, 2000];
  const hole = new Uint8Array(width * height);
  for (let y = 7; y < height - 40; y++) hole.fill(1, y * width + 33, (y + 1) * width - 6);
  const membrane = new Membrane(hole, width, height);
  membrane.stretch((pixel) => (pixel % width) / width + Math.floor(pixel / width) / height);
  let worst = 0;
  for (let y = 7; y < height - 40; y++) {
    const row = membrane.row(y);
    for (let x = 33; x < width - 6; x++) worst = Math.max(worst, Math.abs((row[x] as number) - x / width - y / height));
  }
  expect(worst).toBeLessThan(0.01);
});

/** Values in about [-1, 1] with slow and fast parts: an error of 0.02 is one percent of their range. */
function rough(width: number): (pixel: number) => number {
  return (pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return x / width - 0.5 + 0.4 * Math.sin(x * 0.05 + y * 0.11) + 0.2 * Math.sin(pixel * 12.9898);
  };
}

/** Beside Gauss and Seidel's sweeps with overrelaxation in double precision, until nothing moves. */
function largestError(hole: Uint8Array, width: number, height: number, valueAt: (pixel: number) => number): number {
  const exact = Float64Array.from(hole, (inside, pixel) => (inside ? 0 : valueAt(pixel)));
  for (let moved = 1, sweeps = 0; moved > 1e-7 && sweeps < 20_000; sweeps++) {
    moved = 0;
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        if (hole[i] === 0) continue;
        let [sum, count] = [0, 0];
        if (x > 0) [sum, count] = [sum + (exact[i - 1] as number), count + 1];
        if (x + 1 < width) [sum, count] = [sum + (exact[i + 1] as number), count + 1];
        if (y > 0) [sum, count] = [sum + (exact[i - width] as number), count + 1];
        if (y + 1 < height) [sum, count] = [sum + (exact[i + width] as number), count + 1];
        const step = 1.9 * (sum / count - (exact[i] as number));
        exact[i] = (exact[i] as number) + step;
        moved = Math.max(moved, Math.abs(step));
      }
    }
  }
  const membrane = new Membrane(hole, width, height);
  membrane.stretch(valueAt);
  let worst = 0;
  for (let y = 0; y < height; y++) {
    membrane.row(y).forEach((v, x) => {
      if (hole[y * width + x] !== 0) worst = Math.max(worst, Math.abs(v - (exact[y * width + x] as number)));
    });
  }
  return worst;
}

function expectNear(value: number, expected: number, tolerance: number): void {
  if (!(Math.abs(value - expected) < tolerance)) throw new Error(`${value} is not within ${tolerance} of ${expected}.`);
}
