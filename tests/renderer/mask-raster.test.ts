import { describe, expect, it } from 'vitest';
import type { Mark } from '../../app/contract/marks.ts';
import { rasteriseMarks } from '../../models/photo/marks.ts';
import { createMask } from '../../models/photo/photo.ts';
import { MaskRaster } from '../../renderer/mask/mask-raster.ts';

const photo = { width: 1200, height: 900 };
const places = [0, 1, 2].flatMap((column) => [0, 1].map((row) => ({ level: 0, column, row })));

const stroke = (x: number, y: number, erase = false): Mark => ({
  kind: 'stroke',
  points: [{ x, y }, { x: x + 160, y: y + 70, pressure: 0.5 }],
  radius: 40,
  softness: 0.5,
  erase,
});
const marks: readonly Mark[] = [
  stroke(430, 460),
  { kind: 'rectangle', from: { x: 20, y: 30 }, to: { x: 700.5, y: 130.25 }, erase: false },
  { kind: 'lasso', points: [{ x: 900, y: 100 }, { x: 1150, y: 700 }, { x: 600, y: 800 }], erase: false },
  stroke(500, 80, true),
  { kind: 'invert' },
  stroke(1000, 300, true),
];

describe('the mask in tiles', () => {
  it('is the mask of the whole photo, to the bit of what the eye sees', () => {
    const raster = new MaskRaster(photo, () => undefined);
    raster.set(marks);
    expectWhole(raster, marks);
  });

  it('follows marks that come one by one, are taken back and come again', () => {
    const raster = new MaskRaster(photo, () => undefined);
    for (const count of [1, 2, 3, 4, 3, 2, 3, 4, 5, 6, 5, 6, 0, 6, 1]) {
      const now = marks.slice(0, count);
      raster.set(now);
      expectWhole(raster, now);
    }
  });

  it('is taken back one by one further than it remembers, and what is painted meanwhile stays right', () => {
    const raster = new MaskRaster(photo, () => undefined);
    const many = Array.from({ length: 80 }, (_, i) => stroke((i * 197) % 1100, (i * 311) % 850, i % 5 === 4));
    raster.set(many);
    for (const place of places) raster.tile(place);
    for (let left = many.length; left >= 0; left--) {
      raster.set(many.slice(0, left));
      if (left % 13 === 0) expectWhole(raster, many.slice(0, left));
      else for (const place of places) raster.tile(place);
    }
    const again = [...many.slice(0, 3), stroke(700, 500)];
    raster.set(many.slice(0, 3));
    for (const place of places) raster.tile(place);
    raster.paintLive(stroke(700, 500));
    raster.set(again);
    expectWhole(raster, again);
    raster.set(many.slice(0, 3));
    expectWhole(raster, many.slice(0, 3));
  });

  it('has the stroke that is being painted, and loses it when it is dropped', () => {
    const raster = new MaskRaster(photo, () => undefined);
    const before = marks.slice(0, 2);
    raster.set(before);
    for (const place of places) raster.tile(place);
    raster.paintLive(stroke(200, 200));
    expect(raster.peek({ level: 0, column: 0, row: 0 })!.mask.hole[205 * 512 + 205]).toBe(1);
    raster.dropLive();
    expectWhole(raster, before);
    raster.paintLive(stroke(200, 200));
    const after = [...before, stroke(200, 200)];
    raster.set(after);
    expect(raster.isReady({ level: 0, column: 0, row: 0 })).toBe(true);
    expectWhole(raster, after);
  });

  it('misses nothing of a stroke that began before the tiles had caught up, or that was interrupted', () => {
    const raster = new MaskRaster(photo, () => undefined);
    const pieces = [[100, 100], [300, 140], [700, 500]].map(([x, y]) => ({ x: x!, y: y! }));
    const whole: Mark = { kind: 'stroke', points: pieces, radius: 30, softness: 0.2, erase: false };
    const piece = (from: number, to: number): Mark => ({ ...whole, points: pieces.slice(from, to) });
    for (const place of places) raster.tile(place);
    const cleared: readonly Mark[] = [marks[1]!, { kind: 'clear' }];
    raster.set(cleared);
    raster.paintLive(piece(0, 1));
    raster.paintLive(piece(0, 2));
    for (const place of places) raster.tile(place);
    expectWhole(raster, [...cleared, piece(0, 2)]);
    raster.paintLive(piece(1, 3));
    raster.set([...cleared, whole]);
    expectWhole(raster, [...cleared, whole]);
    // Something else is marked while a stroke is painted: the stroke, once it is there, is there from its beginning.
    raster.paintLive(piece(0, 1));
    raster.paintLive(piece(0, 2));
    raster.set([...cleared, whole, { kind: 'clear' }]);
    raster.paintLive(piece(1, 3));
    raster.set([...cleared, whole, { kind: 'clear' }, whole]);
    expectWhole(raster, [...cleared, whole, { kind: 'clear' }, whole]);
  });

  it('says which pixels of a tile have changed', () => {
    const raster = new MaskRaster(photo, () => undefined);
    raster.set([]);
    const tile = raster.tile({ level: 0, column: 0, row: 0 });
    MaskRaster.takeDirty(tile);
    raster.set([{ kind: 'rectangle', from: { x: 10, y: 20 }, to: { x: 30, y: 60 }, erase: false }]);
    const dirty = MaskRaster.takeDirty(raster.tile({ level: 0, column: 0, row: 0 }))!;
    expect(dirty.width).toBeLessThan(30);
    expect(dirty.height).toBeLessThan(50);
    expect(MaskRaster.takeDirty(tile)).toBeNull();
    // Taken back: the same pixels and no others.
    raster.set([]);
    expect(MaskRaster.takeDirty(raster.tile({ level: 0, column: 0, row: 0 }))).toEqual(dirty);
  });

  it('lays found masks on, once their pixels are there', () => {
    let stamp = createMask(512, 512);
    let there = false;
    const raster = new MaskRaster(photo, (_, place) => (there && place.column === 0 && place.row === 0 ? stamp : undefined));
    raster.set([{ kind: 'stamp', mask: 'a'.repeat(20) as never, erase: false }]);
    const place = { level: 0, column: 0, row: 0 };
    expect(raster.tile(place).mask.hole[7]).toBe(0);
    stamp = createMask(512, 512);
    stamp.hole[7] = 1;
    there = true;
    raster.reload();
    expect(raster.tile(place).mask.hole[7]).toBe(1);
  });

  it('stays smooth: undo and redo of one among 300 strokes on 24 megapixels take a frame or two', () => {
    const large = { width: 6000, height: 4000 };
    const many: readonly Mark[] = Array.from({ length: 300 }, (_, i) => {
      const [x, y] = [(i * 197) % 6000, (i * 311) % 4000];
      return { kind: 'stroke', points: [{ x, y }, { x: x + 300, y }], radius: 80, softness: 0.3, erase: false };
    });
    const raster = new MaskRaster(large, () => undefined);
    const sight = Array.from({ length: 6 }, (_, i) => ({ level: 2, column: i % 3, row: Math.floor(i / 3) }));
    raster.set(many);
    for (const place of sight) raster.tile(place);
    raster.set([...many, stroke(2000, 2000)]);
    for (const place of sight) raster.tile(place);
    const startedMs = performance.now();
    raster.set(many);
    for (const place of sight) raster.tile(place);
    expect(performance.now() - startedMs).toBeLessThan(50);
  });
});

function expectWhole(raster: MaskRaster, now: readonly Mark[]): void {
  const whole = rasteriseMarks(now, photo.width, photo.height, () => undefined);
  for (const place of places) {
    const { mask } = raster.tile(place);
    let largest = 0;
    for (let row = 0; row < mask.height; row++) {
      for (let column = 0; column < mask.width; column++) {
        const there = whole.hole[(place.row * 512 + row) * photo.width + place.column * 512 + column]!;
        largest = Math.max(largest, Math.abs(there - mask.hole[row * mask.width + column]!));
      }
    }
    // Moved coordinates round differently in the last bits; an eighth of a step of 255 nobody sees.
    expect(largest).toBeLessThan(5e-4);
  }
}
