import type { Mark } from '../../app/contract/marks.ts';

/** How photo coordinates become a tile's: first moved, then scaled. */
export interface Placement {
  /** Photo pixels at the tile's top left corner. */
  readonly left: number;
  readonly top: number;
  /** Tile pixels for one of the photo's. */
  readonly scale: number;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The mark as a tile sees it. */
export function scaleMark(mark: Mark, place: Placement): Mark {
  const move = <P extends { readonly x: number; readonly y: number }>(point: P): P => ({
    ...point,
    x: (point.x - place.left) * place.scale,
    y: (point.y - place.top) * place.scale,
  });
  if (mark.kind === 'stroke') return { ...mark, points: mark.points.map(move), radius: mark.radius * place.scale };
  if (mark.kind === 'lasso') return { ...mark, points: mark.points.map(move) };
  if (mark.kind === 'rectangle') return { ...mark, from: move(mark.from), to: move(mark.to) };
  return mark;
}

/** What the mark may touch, in the photo's pixels; null: anything. */
export function boxOf(mark: Mark): Box | null {
  if (mark.kind === 'stroke') return boxAround(mark.points, mark.radius + 1);
  if (mark.kind === 'lasso') return boxAround(mark.points, 1);
  if (mark.kind === 'rectangle') return boxAround([mark.from, mark.to], 1);
  return null;
}

function boxAround(points: readonly { readonly x: number; readonly y: number }[], reach: number): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { left: left - reach, top: top - reach, right: right + reach, bottom: bottom + reach };
}
