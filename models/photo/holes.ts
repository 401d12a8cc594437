import type { Random } from '../random.ts';
import { createMask, type HoleMask } from './photo.ts';
import { paintStroke } from './strokes.ts';

// The shapes of damage that training cuts into a size x size picture; every mask holds only 0 and 1.

/** The study's: a square of 20 to 30 % of the area, its centre within a tenth of the size from the picture's. */
export function centreSquareHole(size: number, random: Random): HoleMask {
  const side = Math.round(size * Math.sqrt(random.between(0.2, 0.3)));
  const start = (): number => Math.round((size - side) / 2 + random.between(-0.1, 0.1) * size);
  return withRectangle(createMask(size, size), start(), start(), side, side);
}

/** Palette's rectangles: 10 to 40 % of the area, up to twice as long as wide, anywhere. */
export function rectangleHole(size: number, random: Random): HoleMask {
  const root = size * Math.sqrt(random.between(0.11, 0.39));
  const stretch = Math.SQRT2 ** random.between(-1, 1);
  const width = Math.round(root * stretch);
  const height = Math.round(root / stretch);
  return withRectangle(createMask(size, size), random.integer(size - width + 1), random.integer(size - height + 1), width, height);
}

/**
 * Palette's free-form damage: brush strokes that wander (after Yu et al. 2019, "Free-Form Image Inpainting with Gated
 * Convolution", appendix), added until they cover 10 to 40 % of the area.
 */
export function freeFormHole(size: number, random: Random): HoleMask {
  const mask = createMask(size, size);
  const target = random.between(0.11, 0.36) * size * size;
  for (let area = 0; area < target; ) area += wander(mask, random, target - area);
  for (let i = 0; i < mask.hole.length; i++) mask.hole[i] = (mask.hole[i] as number) >= 0.5 ? 1 : 0;
  return mask;
}

/**
 * What uncropping fills, 20 to 50 % of the area (Palette: 50 %): half of the time along one of the four sides, half of
 * the time all around, then not always equally wide.
 */
export function sideHole(size: number, random: Random): HoleMask {
  const covered = random.between(0.2, 0.5);
  const mask = createMask(size, size);
  const side = random.integer(8);
  const depth = Math.round(covered * size);
  if (side === 0) return withRectangle(mask, 0, 0, size, depth);
  if (side === 1) return withRectangle(mask, 0, size - depth, size, depth);
  if (side === 2) return withRectangle(mask, 0, 0, depth, size);
  if (side === 3) return withRectangle(mask, size - depth, 0, depth, size);
  const kept = Math.round(size * Math.sqrt(1 - covered));
  mask.hole.fill(1);
  const start = (): number => Math.round((size - kept) * random.between(0.3, 0.7));
  return withRectangle(mask, start(), start(), kept, kept, 0);
}

function withRectangle(mask: HoleMask, x: number, y: number, width: number, height: number, value = 1): HoleMask {
  for (let row = y; row < y + height; row++) mask.hole.fill(value, row * mask.width + x, row * mask.width + x + width);
  return mask;
}

/** One stroke of 4 to 12 bends; stops early once it has covered `wanted` pixels more. @returns how many it has */
function wander(mask: HoleMask, random: Random, wanted: number): number {
  const size = mask.width;
  const radius = size * random.between(0.02, 0.06);
  let [x, y] = [random.between(0, size), random.between(0, size)];
  let angle = random.between(0, 2 * Math.PI);
  let grown = 0;
  for (let bends = 4 + random.integer(9); bends > 0 && grown < wanted; bends--) {
    angle += random.between(-1.2, 1.2);
    const length = size * random.between(0.05, 0.2);
    const next = { x: x + length * Math.cos(angle), y: y + length * Math.sin(angle) };
    grown += paintStroke(mask, { points: [{ x, y }, next], radius, softness: 0 });
    // A stroke that leaves the picture turns back at the border.
    x = Math.min(size, Math.max(0, next.x));
    y = Math.min(size, Math.max(0, next.y));
    if (x !== next.x || y !== next.y) angle += Math.PI / 2;
  }
  return grown;
}
