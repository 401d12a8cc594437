import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { centreSquareHole, freeFormHole, rectangleHole, sideHole } from '../../../models/photo/holes.ts';
import { createMask, type HoleMask, type Rectangle } from '../../../models/photo/photo.ts';
import { rasteriseStrokes, type Stroke } from '../../../models/photo/strokes.ts';
import { Random } from '../../../models/random.ts';
import { planHoles, type Look, type Stage } from '../../../models/tasks/hole-plan.ts';

const side = 64;

function boxes(width: number, height: number, ...holes: Rectangle[]): HoleMask {
  const mask = createMask(width, height);
  for (const hole of holes) fillBox(mask.hole, width, hole);
  return mask;
}

function fillBox(values: Float32Array | Uint8Array, rowLength: number, { x, y, width, height }: Rectangle): void {
  for (let row = y; row < y + height; row++) values.fill(1, row * rowLength + x, row * rowLength + x + width);
}

function looksOf(plan: readonly Stage[]): Look[] {
  return plan.flatMap((stage) => stage.looks);
}

function holds(outer: Rectangle, inner: Rectangle): boolean {
  const [right, bottom] = [outer.x + outer.width, outer.y + outer.height];
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= right && inner.y + inner.height <= bottom;
}

/** How many photo pixels one pixel of the network stands for. */
function coarseness({ region }: Look): number {
  return Math.min(region.width, region.height) / side;
}

describe('a plan for holes', () => {
  it('settles every hole pixel in the stages that start from nothing, and looks only at what lies in the photo', () => {
    const masks = fc
      .tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
      .map(([width, height, seed]) => {
        const random = Random.fromSeed(seed);
        const points = (): { x: number; y: number }[] =>
          Array.from({ length: 1 + random.integer(4) }, () => ({ x: random.between(0, width), y: random.between(0, height) }));
        const stroke = (): Stroke => ({ points: points(), radius: random.between(0.5, 40), softness: 0 });
        const strokes = Array.from({ length: 1 + random.integer(5) }, stroke);
        return rasteriseStrokes(strokes, width, height);
      });
    fc.assert(
      fc.property(masks, (mask) => {
        const plan = planHoles(mask, side);
        const photo = { x: 0, y: 0, width: mask.width, height: mask.height };
        const settled = new Uint8Array(mask.hole.length);
        for (const stage of plan) {
          for (const look of stage.looks) {
            expect(holds(photo, look.region) && holds(look.region, look.cell) && holds(stage.box, look.cell)).toBe(true);
            if (!stage.drafted) fillBox(settled, mask.width, look.cell);
          }
        }
        expect(mask.hole.findIndex((value, i) => value > 0 && settled[i] === 0)).toBe(-1);
      }),
      { numRuns: 150 },
    );
  });

  it('looks at a square of twice the hole, shifted into the photo, never smaller than the network', () => {
    expect(planHoles(boxes(500, 400, { x: 200, y: 100, width: 60, height: 50 }), side)).toEqual([
      {
        box: { x: 200, y: 100, width: 60, height: 50, area: 3000 },
        drafted: false,
        looks: [{ cell: { x: 200, y: 100, width: 60, height: 50 }, region: { x: 170, y: 65, width: 120, height: 120 } }],
      },
    ]);
    const [corner] = looksOf(planHoles(boxes(500, 400, { x: 490, y: 0, width: 10, height: 10 }), side));
    expect(corner!.region).toEqual({ x: 436, y: 0, width: 64, height: 64 });
  });

  it('looks at a photo smaller than the network as a whole square of it, or as it is', () => {
    const [tiny] = looksOf(planHoles(boxes(16, 16, { x: 4, y: 4, width: 5, height: 5 }), side));
    expect(tiny!.region).toEqual({ x: 0, y: 0, width: 16, height: 16 });
    const [strip] = looksOf(planHoles(boxes(17, 300, { x: 3, y: 100, width: 9, height: 9 }), side));
    expect(strip!.region).toEqual({ x: 0, y: 96, width: 17, height: 17 });
  });

  it('lets specks that lie together share a look at full resolution', () => {
    const random = Random.fromSeed(1);
    const specks = Array.from({ length: 200 }, () => ({ x: random.integer(397), y: random.integer(397), width: 3, height: 3 }));
    const looks = looksOf(planHoles(boxes(400, 400, ...specks), side));
    expect(looks.length).toBeLessThan(90);
    expect(Math.max(...looks.map(coarseness))).toBe(1);
  });

  it('follows a scratch at full resolution', () => {
    const scratch = rasteriseStrokes([{ points: [{ x: 10, y: 20 }, { x: 900, y: 700 }], radius: 2, softness: 0 }], 1000, 800);
    const looks = looksOf(planHoles(scratch, side));
    expect(Math.max(...looks.map(coarseness))).toBe(1);
    expect(looks.length).toBeLessThan(50);
  });

  it('cuts a long strip into pieces of at most four photo pixels each', () => {
    const looks = looksOf(planHoles(boxes(1200, 600, { x: 100, y: 300, width: 1000, height: 50 }), side));
    expect(looks.length).toBeGreaterThan(3);
    expect(Math.max(...looks.map(coarseness))).toBeLessThanOrEqual(4);
  });

  it('looks at a face no closer than at eight photo pixels each', () => {
    const mask = boxes(2000, 1600, { x: 400, y: 300, width: 900, height: 800 });
    const finest = (subject: 'faces' | 'scenes'): number => Math.max(...planHoles(mask, side, subject).at(-1)!.looks.map(coarseness));
    expect([finest('faces'), finest('scenes')]).toEqual([8, 4]);
  });

  it('sees a huge hole as a whole first, then again and again twice as fine, down to four photo pixels each', () => {
    const plan = planHoles(boxes(2000, 1600, { x: 400, y: 300, width: 900, height: 800 }), side);
    expect(plan.map(({ drafted }) => drafted)).toEqual([false, ...plan.slice(1).map(() => true)]);
    const scales = plan.map(({ looks }) => Math.max(...looks.map(coarseness)));
    expect(scales[0]).toBe(25);
    for (let i = 1; i < scales.length; i++) expect(scales[i]).toBeGreaterThanOrEqual(Math.min(4, scales[i - 1]! / 2));
    expect(scales.at(-1)).toBe(4);
    // The finest looks settle the whole hole once more.
    const area = plan.at(-1)!.looks.reduce((sum, { cell }) => sum + cell.width * cell.height, 0);
    expect(area).toBe(900 * 800);
  });

  it("looks once at a photo of the network's size, whatever its holes", () => {
    for (const draw of [centreSquareHole, rectangleHole, freeFormHole, sideHole]) {
      for (let seed = 0; seed < 20; seed++) {
        const looks = looksOf(planHoles(draw(side, Random.fromSeed(seed)), side));
        expect(looks.map(({ region }) => region)).toEqual([{ x: 0, y: 0, width: side, height: side }]);
      }
    }
  });

  it('plans nothing for an empty mask', () => {
    expect(planHoles(createMask(50, 50), side)).toEqual([]);
  });
});
