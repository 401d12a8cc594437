import type { HoleMask, Rectangle } from './photo.ts';

/**
 * The bounding boxes of a mask's holes: pixels above 0 that touch, also at a corner, are one hole. Boxes with at most
 * `mergeDistance` columns and rows between them become one (0: those that touch or overlap), and so on until none are
 * left so near. From the top, then from the left.
 */
export function holeBoxes(mask: HoleMask, mergeDistance: number): Rectangle[] {
  let boxes = connected(mask);
  for (let before = Infinity; boxes.length < before; ) {
    before = boxes.length;
    boxes = mergedOnce(boxes, mergeDistance);
  }
  return boxes.map(({ left, top, right, bottom }) => ({ x: left, y: top, width: right - left, height: bottom - top }));
}

/** Right and bottom are the first column and row beyond. */
interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** The box this one became part of. */
  within?: Box;
}

/** In one pass: each run of hole pixels in a row joins the boxes of the runs that it touches in the row above. */
function connected(mask: HoleMask): Box[] {
  const boxes: Box[] = [];
  let above: Run[] = [];
  for (let y = 0; y < mask.height; y++) {
    const runs = runsOf(mask, y);
    let first = 0;
    for (const run of runs) {
      while (first < above.length && (above[first] as Run).right < run.left) first++;
      let { box } = run;
      for (let i = first; i < above.length && (above[i] as Run).left <= run.right; i++) box = joined((above[i] as Run).box, box);
      if (box === run.box) boxes.push(box);
      run.box = box;
    }
    above = runs;
  }
  return boxes.filter((box) => box.within === undefined);
}

interface Run {
  readonly left: number;
  readonly right: number;
  box: Box;
}

function runsOf({ width, hole }: HoleMask, y: number): Run[] {
  const runs: Run[] = [];
  const start = y * width;
  for (let x = 0; x < width; x++) {
    if (!((hole[start + x] as number) > 0)) continue;
    const left = x;
    while (x < width && (hole[start + x] as number) > 0) x++;
    runs.push({ left, right: x, box: { left, top: y, right: x, bottom: y + 1 } });
  }
  return runs;
}

function joined(a: Box, b: Box): Box {
  const whole = outermost(a);
  const part = outermost(b);
  if (whole === part) return whole;
  extend(whole, part);
  part.within = whole;
  return whole;
}

function outermost(box: Box): Box {
  while (box.within !== undefined) {
    if (box.within.within !== undefined) box.within = box.within.within;
    box = box.within;
  }
  return box;
}

function extend(box: Box, by: Box): void {
  box.left = Math.min(box.left, by.left);
  box.top = Math.min(box.top, by.top);
  box.right = Math.max(box.right, by.right);
  box.bottom = Math.max(box.bottom, by.bottom);
}

/** Sweeps down the photo; only boxes that still reach near the sweep are compared, so thousands of specks stay quick. */
function mergedOnce(boxes: readonly Box[], distance: number): Box[] {
  const merged: Box[] = [];
  let open: Box[] = [];
  for (const box of boxes.toSorted(fromTop)) {
    open = open.filter((other) => box.top - other.bottom <= distance);
    const near = open.find((other) => box.left - other.right <= distance && other.left - box.right <= distance);
    if (near !== undefined) {
      extend(near, box);
      continue;
    }
    open.push(box);
    merged.push(box);
  }
  return merged.toSorted(fromTop);
}

function fromTop(a: Box, b: Box): number {
  return a.top - b.top || a.left - b.left;
}
