import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fit, fullSize, pan, pinch, toImage, toStage, zoomAt } from '../../renderer/canvas/geometry.ts';

const photo = { width: 6000, height: 4000 };
const stage = { width: 1200, height: 800 };
const start = fit(photo, stage);
/** On the photo as it lies when fitted: 1128 by 752, in the middle. */
const place = fc.record({ x: fc.integer({ min: 40, max: 1160 }), y: fc.integer({ min: 28, max: 772 }) });

describe('zooming', () => {
  it('keeps what lies under the cursor there, while the photo stays in sight', () => {
    fc.assert(
      fc.property(place, fc.double({ min: 1, max: 20, noNaN: true }), (at, factor) => {
        const before = toImage(start, at);
        const after = toImage(zoomAt(start, at, factor, photo, stage), at);
        expect(after.x).toBeCloseTo(before.x, 6);
        expect(after.y).toBeCloseTo(before.y, 6);
      }),
    );
  });

  it('comes back by the inverse factor', () => {
    const at = { x: 300, y: 400 };
    const back = zoomAt(zoomAt(start, at, 4, photo, stage), at, 1 / 4, photo, stage);
    expect(back.scale).toBeCloseTo(start.scale, 12);
    expect(back.x).toBeCloseTo(start.x, 6);
  });

  it('ends at pixels of 32 and at a quarter of the whole', () => {
    const at = { x: 600, y: 400 };
    expect(zoomAt(start, at, 1e9, photo, stage).scale).toBe(32);
    expect(zoomAt(start, at, 1e-9, photo, stage).scale).toBeCloseTo(start.scale / 4, 12);
  });
});

describe('moving', () => {
  it('never loses the photo, however far it is thrown', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: -1e6, max: 1e6, noNaN: true }), (dx, dy) => {
        const moved = pan(start, dx, dy, photo, stage);
        const right = toStage(moved, { x: photo.width, y: photo.height });
        expect(moved.x).toBeLessThanOrEqual(stage.width - 64 + 1e-6);
        expect(right.x).toBeGreaterThanOrEqual(64 - 1e-6);
        expect(right.y).toBeGreaterThanOrEqual(64 - 1e-6);
      }),
    );
  });
});

it('takes image points to the stage and back', () => {
  fc.assert(
    fc.property(place, (at) => {
      const back = toStage(start, toImage(start, at));
      expect(back.x).toBeCloseTo(at.x, 6);
      expect(back.y).toBeCloseTo(at.y, 6);
    }),
  );
});

it('fits the whole photo, and does not blow up a small one', () => {
  expect(start.scale * photo.width).toBeLessThanOrEqual(stage.width);
  expect(fit({ width: 100, height: 80 }, stage).scale).toBe(2);
});

it('shows one pixel of the photo as one of the screen', () => {
  expect(fullSize(start, photo, stage, 2).scale).toBe(0.5);
});

it('keeps both fingers on what they touched', () => {
  const from = [{ x: 500, y: 400 }, { x: 700, y: 400 }] as const;
  const to = [{ x: 450, y: 420 }, { x: 850, y: 420 }] as const;
  const now = pinch(start, from, to, photo, stage);
  for (const finger of [0, 1] as const) {
    const under = toImage(start, from[finger]);
    const stage = toStage(now, under);
    expect(stage.x).toBeCloseTo(to[finger].x, 6);
    expect(stage.y).toBeCloseTo(to[finger].y, 6);
  }
});
