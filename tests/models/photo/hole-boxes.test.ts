import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holeBoxes } from '../../../models/photo/hole-boxes.ts';
import { createMask, type HoleMask, type Rectangle } from '../../../models/photo/photo.ts';
import { Random } from '../../../models/random.ts';

const sparse = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 0.7, noNaN: true }), fc.nat())
  .map(([width, height, share, seed]) => {
    const random = Random.fromSeed(seed);
    const value = (): number => (random.uniform() < share ? random.between(1e-6, 1) : 0);
    return createMask(width, height, Float32Array.from({ length: width * height }, value));
  });

test('no hole, no box; a full mask is one', () => {
  expect(holeBoxes(createMask(9, 7), 3)).toEqual([]);
  expect(holeBoxes(createMask(9, 7, new Float32Array(63).fill(1)), 3)).toEqual([{ x: 0, y: 0, width: 9, height: 7 }]);
});

test('the faintest value counts, corners connect, the order is from the top', () => {
  const mask = drawn(['......#', '#......', '.#...*.', '#...*..', '.......', '###....']);
  expect(holeBoxes(mask, -1)).toEqual([
    { x: 6, y: 0, width: 1, height: 1 },
    { x: 0, y: 1, width: 2, height: 3 },
    { x: 4, y: 2, width: 2, height: 2 },
    { x: 0, y: 5, width: 3, height: 1 },
  ]);
});

test('shapes that close only further down are one hole: U, spiral, comb', () => {
  expect(holeBoxes(drawn(['#...#', '#...#', '#####']), 0)).toEqual([{ x: 0, y: 0, width: 5, height: 3 }]);
  expect(holeBoxes(drawn(['#####', '....#', '###.#', '#...#', '#####']), 0)).toHaveLength(1);
  expect(holeBoxes(drawn(['#.#.#.#', '#.#.#.#', '#######']), -1)).toEqual([{ x: 0, y: 0, width: 7, height: 3 }]);
});

test('boxes merge when the gap is small enough on both axes', () => {
  const mask = drawn(['##...##', '.......', '.......', '##.....']);
  expect(holeBoxes(mask, 1)).toHaveLength(3);
  expect(holeBoxes(mask, 2)).toHaveLength(2);
  expect(holeBoxes(mask, 3)).toEqual([{ x: 0, y: 0, width: 7, height: 4 }]);
});

test('every hole pixel lies in exactly one box, boxes hug their holes, and none are near each other', () => {
  fc.assert(
    fc.property(sparse, fc.integer({ min: 0, max: 6 }), (mask, distance) => {
      const boxes = holeBoxes(mask, distance);
      mask.hole.forEach((value, i) => {
        const count = boxes.filter((box) => contains(box, i % mask.width, Math.floor(i / mask.width))).length;
        if (value > 0 ? count !== 1 : count > 1) throw new Error(`Pixel ${i} lies in ${count} boxes.`);
      });
      for (const box of boxes) {
        for (const edge of edgesOf(box)) expect(holds(mask, edge)).toBe(true);
        for (const other of boxes) if (other !== box) expect(gap(box, other)).toBeGreaterThan(distance);
      }
    }),
  );
});

test('without merging, the boxes are those of a flood fill', () => {
  fc.assert(
    fc.property(sparse, (mask) => {
      // Overlapping boxes of separate holes are merged by design: compare the holes' common boxes after the same rule.
      const flooded = floodBoxes(mask);
      const boxes = holeBoxes(mask, 0);
      for (const box of flooded) {
        const around = boxes.filter((b) => contains(b, box.x, box.y) && contains(b, box.x + box.width - 1, box.y + box.height - 1));
        expect(around).toHaveLength(1);
      }
      if (flooded.every((a) => flooded.every((b) => a === b || gap(a, b) > 0))) {
        expect(boxes).toEqual(flooded.toSorted((a, b) => a.y - b.y || a.x - b.x));
      }
    }),
  );
});

test('twenty thousand specks of dust on twelve megapixels take no time', () => {
  const random = Random.fromSeed(13);
  const mask = createMask(4000, 3000);
  for (let i = 0; i < 20_000; i++) mask.hole[random.integer(12_000_000)] = 1;
  const started = performance.now();
  const boxes = holeBoxes(mask, 4);
  expect(boxes.length).toBeGreaterThan(5000);
  expect(performance.now() - started).toBeLessThan(5000);
});

function drawn(rows: readonly string[]): HoleMask {
  const text = rows.join('');
  return createMask(rows[0]?.length ?? 0, rows.length, Float32Array.from(text, (c) => (c === '#' ? 1 : c === '*' ? 1e-30 : 0)));
}

function contains(box: Rectangle, x: number, y: number): boolean {
  return x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height;
}

function gap(a: Rectangle, b: Rectangle): number {
  const along = (at: number, size: number, other: number, otherSize: number): number => Math.max(other - at - size, at - other - otherSize);
  return Math.max(along(a.x, a.width, b.x, b.width), along(a.y, a.height, b.y, b.height));
}

function edgesOf({ x, y, width, height }: Rectangle): Rectangle[] {
  return [
    { x, y, width, height: 1 },
    { x, y: y + height - 1, width, height: 1 },
    { x, y, width: 1, height },
    { x: x + width - 1, y, width: 1, height },
  ];
}

function holds(mask: HoleMask, box: Rectangle): boolean {
  return mask.hole.some((value, i) => value > 0 && contains(box, i % mask.width, Math.floor(i / mask.width)));
}

function floodBoxes(mask: HoleMask): Rectangle[] {
  const { width, height } = mask;
  const seen = new Set<number>();
  const boxes: Rectangle[] = [];
  mask.hole.forEach((value, start) => {
    if (value === 0 || seen.has(start)) return;
    seen.add(start);
    const hole = [start];
    for (const at of hole) {
      for (const dy of [-1, 0, 1]) {
        for (const dx of [-1, 0, 1]) {
          const [x, y] = [(at % width) + dx, Math.floor(at / width) + dy];
          const next = y * width + x;
          if (x < 0 || y < 0 || x >= width || y >= height || seen.has(next) || mask.hole[next] === 0) continue;
          seen.add(next);
          hole.push(next);
        }
      }
    }
    const [xs, ys] = [hole.map((i) => i % width), hole.map((i) => Math.floor(i / width))];
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    boxes.push({ x, y, width: Math.max(...xs) - x + 1, height: Math.max(...ys) - y + 1 });
  });
  return boxes;
}
