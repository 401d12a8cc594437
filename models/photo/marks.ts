import { createMask, type HoleMask } from './photo.ts';
import { paintStroke, type Stroke } from './strokes.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * One thing a person did to a mask, in the photo's pixels (the first pixel's centre is 0.5, 0.5). The mask is what all of them
 * make, in order. The window and the application both draw with this.
 */
export type PaintedMark =
  | ({ readonly kind: 'stroke' } & Stroke)
  | { readonly kind: 'lasso'; readonly points: readonly Point[]; readonly erase?: boolean }
  | { readonly kind: 'rectangle'; readonly from: Point; readonly to: Point; readonly erase?: boolean }
  | { readonly kind: 'stamp'; readonly mask: string; readonly erase?: boolean }
  | { readonly kind: 'invert' }
  | { readonly kind: 'clear' };

/** A mask that was kept, of the photo's size. */
export type Stamps = (id: string) => HoleMask | undefined;

/** @throws RangeError if a stamp is not there, or has another size */
export function rasteriseMarks(marks: readonly PaintedMark[], width: number, height: number, stamps: Stamps): HoleMask {
  const mask = createMask(width, height);
  for (const mark of marks) paintMark(mask, mark, stamps);
  return mask;
}

/** Adds one mark to `mask`, in place. */
export function paintMark(mask: HoleMask, mark: PaintedMark, stamps: Stamps): void {
  const { hole } = mask;
  switch (mark.kind) {
    case 'stroke':
      paintStroke(mask, mark);
      return;
    case 'lasso':
      paintPolygon(mask, mark.points, mark.erase ?? false);
      return;
    case 'rectangle':
      paintRectangle(mask, mark.from, mark.to, mark.erase ?? false);
      return;
    case 'stamp':
      paintStamp(mask, stamps(mark.mask), mark.erase ?? false);
      return;
    case 'invert':
      for (let i = 0; i < hole.length; i++) hole[i] = 1 - (hole[i] as number);
      return;
    case 'clear':
      hole.fill(0);
  }
}

function paintStamp(mask: HoleMask, stamp: HoleMask | undefined, erase: boolean): void {
  if (stamp === undefined) throw new RangeError('A mark names a mask that is not there.');
  if (stamp.width !== mask.width || stamp.height !== mask.height) throw new RangeError('A kept mask has another size than the photo.');
  for (let i = 0; i < mask.hole.length; i++) cover(mask, i, stamp.hole[i] as number, erase);
}

/** Edges between pixels are met by the share of the pixel that lies inside. */
function paintRectangle(mask: HoleMask, a: Point, b: Point, erase: boolean): void {
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)];
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)];
  for (let row = Math.max(0, Math.floor(top)); row < Math.min(mask.height, Math.ceil(bottom)); row++) {
    const tall = Math.min(bottom, row + 1) - Math.max(top, row);
    for (let column = Math.max(0, Math.floor(left)); column < Math.min(mask.width, Math.ceil(right)); column++) {
      const wide = Math.min(right, column + 1) - Math.max(left, column);
      cover(mask, row * mask.width + column, tall * wide, erase);
    }
  }
}

/** Lines in a row of pixels, for smooth edges. */
const linesInRow = 4;

/** Even-odd: where a lasso crosses itself the inside of its loop is outside again. Exact across, `linesInRow` samples down. */
function paintPolygon(mask: HoleMask, points: readonly Point[], erase: boolean): void {
  const ys = points.map((point) => point.y);
  const first = Math.max(0, Math.floor(smallest(ys)));
  const last = Math.min(mask.height - 1, Math.floor(-smallest(ys.map((y) => -y))));
  const covered = new Float32Array(mask.width);
  for (let row = first; row <= last; row++) {
    covered.fill(0);
    for (let line = 0; line < linesInRow; line++) addLine(covered, crossings(points, row + (line + 0.5) / linesInRow));
    for (let column = 0; column < mask.width; column++) {
      if ((covered[column] as number) > 0) cover(mask, row * mask.width + column, Math.min(1, covered[column] as number), erase);
    }
  }
}

/** Where the outline meets the line at height y, from the left; always an even number. */
function crossings(points: readonly Point[], y: number): readonly number[] {
  const met: number[] = [];
  for (const [i, a] of points.entries()) {
    const b = points[(i + 1) % points.length] as Point;
    if (a.y <= y !== b.y <= y) met.push(a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x));
  }
  return met.sort((one, other) => one - other);
}

function addLine(covered: Float32Array, met: readonly number[]): void {
  for (let i = 0; i + 1 < met.length; i += 2) {
    const left = Math.max(0, met[i] as number);
    const right = Math.min(covered.length, met[i + 1] as number);
    for (let column = Math.floor(left); column < right; column++) {
      const share = Math.min(right, column + 1) - Math.max(left, column);
      covered[column] = (covered[column] as number) + share / linesInRow;
    }
  }
}

/** The larger cover wins, so that what overlaps counts once. */
function cover(mask: HoleMask, at: number, covered: number, erase: boolean): void {
  const before = mask.hole[at] as number;
  mask.hole[at] = erase ? Math.min(before, 1 - covered) : Math.max(before, covered);
}

/** Not Math.min(...values): a lasso may have more points than a call has arguments. */
function smallest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}
