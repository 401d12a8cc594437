import { holeBoxes } from '../photo/hole-boxes.ts';
import type { HoleMask, Rectangle } from '../photo/photo.ts';
import { canvasSize } from './canvas.ts';

/** One look of the network at a hole. */
export interface Look {
  /** What of the hole is settled by it. */
  readonly cell: Rectangle;
  /** What the network sees: the cell with context, inside the photo. */
  readonly region: Rectangle;
}

/** Looks of one scale at one part of the mask, one after the other: each sees what those before it filled. */
export interface Stage {
  readonly box: Rectangle;
  /** Whether an earlier stage has filled it already and this one only adds detail. */
  readonly drafted: boolean;
  readonly looks: readonly Look[];
}

/** A look this many times coarser than the photo is followed by finer ones. */
const coarsest = { scenes: 4, faces: 8 } as const; // close-ups of a face are worse than a soft face: docs/decisions/0011

/** Up to this, a long hole is still better seen as a whole. */
const coarsestForLong = 3;

/**
 * Where to look, and in what order, to fill every hole of a mask.
 * - A compact hole: one look at a square of twice its side, or of the network's side if that is more.
 * - Small holes close to each other share a look where that makes nothing coarser.
 * - A scratch, a crack, or a long strip: cut in two until each piece is compact or fits a look at full resolution.
 * - A compact hole so large that one look would be coarse: that look first, then finer ones that start from it.
 * @param side the network's
 * @param subject what it learned to fill
 */
export function planHoles(mask: HoleMask, side: number, subject: keyof typeof coarsest = 'scenes'): Stage[] {
  const boxes = holeBoxes(mask, side / 32);
  const shapes = boxes.map((box) => shapeIn(mask, box));
  return gathered(shapes, mask, side).flatMap((box) => stagesOf(mask, box, side, coarsest[subject]));
}

/** The tight box of the hole within some box, and how many pixels of it are hole. */
interface Shape extends Rectangle {
  readonly area: number;
}

function stagesOf(mask: HoleMask, box: Rectangle, side: number, most: number): Stage[] {
  const shape = shapeIn(mask, box);
  if (shape.area === 0) return [];
  const look = lookAt(mask, shape, reachOf(shape), side);
  const coarseness = coarsenessOf(look, side);
  if (coarseness > 1 && (isSparse(shape) || (isLong(shape) && coarseness > coarsestForLong))) {
    return halves(shape).flatMap((half) => stagesOf(mask, half, side, most));
  }
  return [{ box: shape, drafted: false, looks: [look] }, ...finerStages(mask, shape, coarseness, side, most)];
}

/** Halving the coarseness each time. */
function finerStages(mask: HoleMask, shape: Shape, first: number, side: number, most: number): Stage[] {
  const stages: Stage[] = [];
  for (let coarseness = first; coarseness > most; ) {
    coarseness = Math.max(most, coarseness / 2);
    const reach = Math.round(coarseness * side);
    const cells = grid(shape, Math.ceil(reach / 2)).map((cell) => shapeIn(mask, cell));
    const looks = cells.filter((cell) => cell.area > 0).map((cell) => lookAt(mask, cell, reach, side));
    stages.push({ box: shape, drafted: true, looks });
  }
  return stages;
}

/** How many photo pixels one pixel of the network stands for; below 1 where a small photo is enlarged. */
function coarsenessOf({ region }: Look, side: number): number {
  return region.width / canvasSize(region.width, region.height, side).inner.width;
}

/** A square of side `reach` around the cell; where the photo is narrower than that, as much of the photo as is of use. */
function lookAt({ width, height }: HoleMask, cell: Rectangle, reach: number, side: number): Look {
  const wanted = Math.max(reach, Math.min(side, width, height));
  let across = Math.min(wanted, width);
  let down = Math.min(wanted, height);
  if (across > down) across = Math.min(across, Math.max(down, Math.ceil(1.5 * cell.width)));
  if (down > across) down = Math.min(down, Math.max(across, Math.ceil(1.5 * cell.height)));
  const region = {
    x: startOf(cell.x + cell.width / 2, across, width),
    y: startOf(cell.y + cell.height / 2, down, height),
    width: across,
    height: down,
  };
  return { cell: { x: cell.x, y: cell.y, width: cell.width, height: cell.height }, region };
}

function startOf(centre: number, length: number, limit: number): number {
  return Math.min(limit - length, Math.max(0, Math.round(centre - length / 2)));
}

/** Joins holes that one look can serve without seeing any of them coarser than it would be seen alone. */
function gathered(shapes: readonly Shape[], mask: HoleMask, side: number): Shape[] {
  const groups: Shape[] = [];
  const coarseness = (shape: Shape): number => coarsenessOf(lookAt(mask, shape, reachOf(shape), side), side);
  for (const shape of shapes) {
    const own = Math.max(1, coarseness(shape));
    const at = groups.findIndex((group) => coarseness(union(group, shape)) <= Math.max(own, coarseness(group)));
    if (at === -1) groups.push(shape);
    else groups[at] = union(groups[at] as Shape, shape);
  }
  return groups;
}

function union(a: Shape, b: Shape): Shape {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  const width = Math.max(a.x + a.width, b.x + b.width) - x;
  const height = Math.max(a.y + a.height, b.y + b.height) - y;
  return { x, y, width, height, area: Math.min(width * height, a.area + b.area) };
}

/** Side of the square a hole is seen in: where much of its box is known there is context inside already. */
function reachOf(shape: Shape): number {
  return Math.ceil((isSparse(shape) ? 1.35 : 2) * Math.max(shape.width, shape.height));
}

function isSparse({ width, height, area }: Shape): boolean {
  return 3 * area < width * height;
}

function isLong({ width, height }: Rectangle): boolean {
  return Math.max(width, height) > 3 * Math.min(width, height);
}

function halves({ x, y, width, height }: Rectangle): [Rectangle, Rectangle] {
  if (width >= height) {
    const first = width >> 1;
    return [{ x, y, width: first, height }, { x: x + first, y, width: width - first, height }];
  }
  const first = height >> 1;
  return [{ x, y, width, height: first }, { x, y: y + first, width, height: height - first }];
}

/** Cells of at most `length`, row by row. */
function grid({ x, y, width, height }: Rectangle, length: number): Rectangle[] {
  const columns = Math.ceil(width / length);
  const rows = Math.ceil(height / length);
  return Array.from({ length: columns * rows }, (_, i) => {
    const left = (i % columns) * length;
    const top = Math.floor(i / columns) * length;
    return { x: x + left, y: y + top, width: Math.min(length, width - left), height: Math.min(length, height - top) };
  });
}

function shapeIn({ width, hole }: HoleMask, box: Rectangle): Shape {
  let [left, top, right, bottom, area] = [Infinity, Infinity, -1, -1, 0];
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) {
      if ((hole[y * width + x] as number) <= 0) continue;
      area++;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  if (area === 0) return { x: box.x, y: box.y, width: 0, height: 0, area };
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1, area };
}
