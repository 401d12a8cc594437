import { createMask, type HoleMask } from './photo.ts';

/**
 * One movement of the brush over the photo. Coordinates are pixels of the photo, the first pixel's centre at (0.5, 0.5).
 * `radius` is the brush's in pixels, times the point's `pressure` (1 when absent); `softness` is how much of the radius
 * fades out, 0 = hard edge, 1 = down to the middle; `erase` takes away from what earlier strokes marked.
 */
export interface Stroke {
  readonly points: readonly StrokePoint[];
  readonly radius: number;
  readonly softness: number;
  readonly erase?: boolean | undefined;
}

interface StrokePoint {
  readonly x: number;
  readonly y: number;
  readonly pressure?: number | undefined;
}

/** What the strokes mark, painted in order, edges anti-aliased. The window's brush and training both draw with this. */
export function rasteriseStrokes(strokes: readonly Stroke[], width: number, height: number): HoleMask {
  const mask = createMask(width, height);
  for (const stroke of strokes) paintStroke(mask, stroke);
  return mask;
}

/**
 * Adds one stroke to `mask`, in place: a capsule for each pair of neighbouring points (a disc for a single point).
 * Overlapping capsules count once (the larger cover wins), so neither the order nor the number of points on a line matters.
 * @returns by how many pixels the covered area grew (negative when erased)
 */
export function paintStroke(mask: HoleMask, stroke: Stroke): number {
  const { points } = stroke;
  let grown = 0;
  for (const [i, point] of points.entries()) {
    const next = points[i + 1] ?? point;
    if (next !== point || points.length === 1) grown += paintCapsule(mask, stroke, point, next);
  }
  return grown;
}

/** A capsule whose radius changes evenly from one end to the other, as pressure does. */
function paintCapsule(mask: HoleMask, stroke: Stroke, from: StrokePoint, to: StrokePoint): number {
  const { width, height, hole } = mask;
  const { radius, softness, erase = false } = stroke;
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.hypot(dx, dy);
  const fromRadius = radius * (from.pressure ?? 1);
  const growth = radius * (to.pressure ?? 1) - fromRadius;
  const reach = Math.max(fromRadius, fromRadius + growth) + 0.5;
  // The nearest outline is met not straight across but leaning towards the thicker end, whose disc may swallow the thinner.
  const nested = length - Math.abs(growth) < 1e-6;
  const lean = nested ? 0 : growth / Math.sqrt(length * length - growth * growth);
  let grown = 0;
  const lastRow = Math.min(height - 1, Math.floor(Math.max(from.y, to.y) + reach));
  for (let row = Math.max(0, Math.floor(Math.min(from.y, to.y) - reach)); row <= lastRow; row++) {
    const y = row + 0.5 - from.y;
    // Only the columns near the part of the axis that is near this row.
    const a = dy === 0 ? 0 : clampToUnit((y - reach) / dy);
    const b = dy === 0 ? 1 : clampToUnit((y + reach) / dy);
    const lastColumn = Math.min(width - 1, Math.floor(from.x + Math.max(a * dx, b * dx) + reach));
    for (let column = Math.max(0, Math.floor(from.x + Math.min(a * dx, b * dx) - reach)); column <= lastColumn; column++) {
      const x = column + 0.5 - from.x;
      const along = x * dx + y * dy;
      const across = Math.abs(x * dy - y * dx);
      const t = nested ? Number(growth > 0) : clampToUnit((along + across * lean) / (length * length));
      const here = fromRadius + t * growth;
      if (here <= 0) continue;
      const outside = Math.hypot(x - t * dx, y - t * dy) - here;
      const fade = 1 + softness * Math.max(0, here - 0.5);
      const covered = clampToUnit((0.5 - outside) / fade);
      const at = row * width + column;
      const before = hole[at] as number;
      const after = erase ? Math.min(before, 1 - covered) : Math.max(before, covered);
      hole[at] = after;
      grown += after - before;
    }
  }
  return grown;
}

function clampToUnit(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
