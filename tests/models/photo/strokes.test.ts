import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HoleMask } from '../../../models/photo/photo.ts';
import { paintStroke, rasteriseStrokes, type Stroke } from '../../../models/photo/strokes.ts';
import { difference } from './pictures.ts';

const area = (mask: HoleMask): number => mask.hole.reduce((a, b) => a + b, 0);
const coordinate = fc.double({ min: -20, max: 120, noNaN: true });
const point = fc.record({ x: coordinate, y: coordinate, pressure: fc.double({ min: 0, max: 1.5, noNaN: true }) });
const stroke = fc.record({
  points: fc.array(point, { minLength: 1, maxLength: 6 }),
  radius: fc.double({ min: 0.5, max: 20, noNaN: true }),
  softness: fc.double({ min: 0, max: 1, noNaN: true }),
});

test('a straight stroke covers a capsule: 2 r L + pi r^2', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 25, noNaN: true }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.double({ min: 0, max: 7, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (radius, length, angle, shift) => {
        const [dx, dy] = [(length / 2) * Math.cos(angle), (length / 2) * Math.sin(angle)];
        const points = [
          { x: 90 + shift - dx, y: 90 + shift / 2 - dy },
          { x: 90 + shift + dx, y: 90 + shift / 2 + dy },
        ];
        const capsule = 2 * radius * length + Math.PI * radius * radius;
        const drawn = area(rasteriseStrokes([{ points, radius, softness: 0 }], 180, 180));
        expect(Math.abs(drawn / capsule - 1)).toBeLessThan(0.01 + 0.2 / radius ** 2);
      },
    ),
  );
});

test('pressure tapers: the outline is the hull of two discs', () => {
  const [r0, r1, length] = [20, 5, 80];
  const points = [
    { x: 40, y: 50, pressure: 1 },
    { x: 120, y: 50, pressure: 0.25 },
  ];
  // Two sectors and the trapezia between the tangent points.
  const lean = Math.asin((r0 - r1) / length);
  const hull = (Math.PI / 2 + lean) * r0 * r0 + (Math.PI / 2 - lean) * r1 * r1 + (r0 + r1) * Math.sqrt(length ** 2 - (r0 - r1) ** 2);
  expect(area(rasteriseStrokes([{ points, radius: 20, softness: 0 }], 160, 100)) / hull).toBeCloseTo(1, 2);
});

test('a disc that swallows its neighbour is just that disc', () => {
  const both = { points: [{ x: 30, y: 30 }, { x: 33, y: 31, pressure: 0.2 }], radius: 15, softness: 0.4 };
  expect(rasteriseStrokes([both], 60, 60)).toEqual(rasteriseStrokes([{ ...both, points: [{ x: 30, y: 30 }] }], 60, 60));
});

describe('one stroke', () => {
  test('is the same drawn backwards', () => {
    fc.assert(
      fc.property(stroke, (s) => {
        const back = rasteriseStrokes([{ ...s, points: s.points.toReversed() }], 100, 100);
        expect(difference(back.hole, rasteriseStrokes([s], 100, 100).hole).largest).toBeLessThan(1e-5);
      }),
    );
  });

  test('is the same with more points on its way', () => {
    fc.assert(
      fc.property(stroke, fc.double({ min: 0.1, max: 0.9, noNaN: true }), (s, t) => {
        const points = s.points.flatMap((p, i) => {
          const next = s.points[i + 1];
          if (next === undefined) return [p];
          const between = (a: number, b: number): number => a + t * (b - a);
          return [p, { x: between(p.x, next.x), y: between(p.y, next.y), pressure: between(p.pressure, next.pressure) }];
        });
        const dense = rasteriseStrokes([{ ...s, points }], 100, 100);
        expect(difference(dense.hole, rasteriseStrokes([s], 100, 100).hole).largest).toBeLessThan(1e-4);
      }),
    );
  });

  test('softer covers nowhere more, and leaves the middle whole', () => {
    fc.assert(
      fc.property(stroke, fc.double({ min: 0, max: 1, noNaN: true }), (s, softness) => {
        const [harder, softer] = s.softness < softness ? [s.softness, softness] : [softness, s.softness];
        const hard = rasteriseStrokes([{ ...s, softness: harder }], 100, 100).hole;
        const soft = rasteriseStrokes([{ ...s, softness: softer }], 100, 100).hole;
        expect(soft.every((v, i) => v - (hard[i] as number) < 1e-6)).toBe(true);
      }),
    );
    expect(rasteriseStrokes([{ points: [{ x: 10.5, y: 10.5 }], radius: 8, softness: 1 }], 21, 21).hole[10 * 21 + 10]).toBe(1);
  });

  test('says by how much it grew', () => {
    fc.assert(
      fc.property(stroke, stroke, (first, second) => {
        const mask = rasteriseStrokes([first], 100, 100);
        const before = area(mask);
        expect(paintStroke(mask, second)).toBeCloseTo(area(mask) - before, 1);
      }),
    );
  });
});

test('the eraser takes away what it covers and nothing else', () => {
  const line: Stroke = { points: [{ x: 10, y: 50 }, { x: 90, y: 50 }], radius: 8, softness: 0 };
  const eraser: Stroke = { points: [{ x: 50, y: 20 }, { x: 50, y: 80 }], radius: 10, softness: 0, erase: true };
  const { hole } = rasteriseStrokes([line, eraser], 100, 100);
  expect(hole[50 * 100 + 50]).toBe(0);
  expect(hole[50 * 100 + 41]).toBe(0);
  expect(hole[50 * 100 + 20]).toBe(1);
  expect(hole.reduce((a, b) => a + b, 0)).toBeCloseTo(area(rasteriseStrokes([line], 100, 100)) - 20 * 16, 0);
  expect(area(rasteriseStrokes([{ ...line, erase: true }], 100, 100))).toBe(0);
  // Painting again after erasing counts: order between strokes matters.
  const again = rasteriseStrokes([line, eraser, line], 100, 100);
  expect(difference(again.hole, rasteriseStrokes([line], 100, 100).hole).largest).toBe(0);
});

test('all values lie in [0, 1], and nothing is drawn far from the stroke', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(stroke, fc.boolean()), { maxLength: 5 }), (drawn) => {
      const strokes = drawn.map(([s, erase]) => ({ ...s, erase }));
      const { hole } = rasteriseStrokes(strokes, 100, 100);
      const near = (i: number): boolean => {
        const [x, y] = [(i % 100) + 0.5, Math.floor(i / 100) + 0.5];
        return strokes.some((s) => !s.erase && distance(x, y, s) <= 1.5 * s.radius + 0.5);
      };
      expect(hole.every((v, i) => v === 0 || (v > 0 && v <= 1 && near(i)))).toBe(true);
    }),
  );
});

function distance(x: number, y: number, { points }: Stroke): number {
  return Math.min(
    ...points.map((a, i) => {
      const b = points[i + 1] ?? a;
      const [dx, dy] = [b.x - a.x, b.y - a.y];
      const t = Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1)));
      return Math.hypot(x - a.x - t * dx, y - a.y - t * dy);
    }),
  );
}
