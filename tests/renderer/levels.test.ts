import { describe, expect, it } from 'vitest';
import { fit } from '../../renderer/canvas/geometry.ts';
import { levelFor, levelSize, tileBox, tilesInSight, topLevel } from '../../renderer/canvas/levels.ts';

const photo = { width: 9000, height: 6700 };
const stage = { width: 1200, height: 800 };

describe('levels', () => {
  it('halves, rounded up, until one tile holds everything', () => {
    expect(topLevel({ width: 512, height: 512 })).toBe(0);
    expect(topLevel({ width: 513, height: 2 })).toBe(1);
    expect(levelSize({ width: 513, height: 3 }, 1)).toEqual({ width: 257, height: 2 });
    expect(topLevel(photo)).toBe(5);
  });

  it('has at least one pixel for each of the screen, and fewer than four', () => {
    for (const scale of [0.01, 0.09, 0.124, 0.126, 0.25, 0.5, 0.7, 1, 8]) {
      const level = levelFor(photo, scale, 1);
      const pixelsForOne = 1 / scale / 2 ** level;
      if (level > 0) expect(pixelsForOne).toBeGreaterThanOrEqual(1);
      if (level < topLevel(photo)) expect(pixelsForOne).toBeLessThan(2);
    }
  });
});

describe('tiles in sight', () => {
  it('of 60 megapixels are few at any zoom', () => {
    for (const scale of [fit(photo, stage).scale, 0.2, 0.5, 1, 3]) {
      const view = { scale, x: -photo.width * scale * 0.4, y: -photo.height * scale * 0.4 };
      const tiles = tilesInSight(photo, levelFor(photo, scale, 1), view, stage);
      expect(tiles.length).toBeGreaterThan(0);
      expect(tiles.length).toBeLessThanOrEqual(30);
    }
  });

  it('cover the corner that is looked at, and no more than the photo', () => {
    const tiles = tilesInSight(photo, 0, { scale: 1, x: 1000 - photo.width, y: 700 - photo.height }, stage);
    const right = Math.max(...tiles.map((place) => place.column));
    const bottom = Math.max(...tiles.map((place) => place.row));
    expect([right, bottom]).toEqual([Math.ceil(9000 / 512) - 1, Math.ceil(6700 / 512) - 1]);
    expect(tileBox(photo, { level: 0, column: right, row: bottom })).toEqual({ x: 8704, y: 6656, width: 296, height: 44 });
  });
});
