import { type Component, componentsOf } from './components.ts';
import { lineStrength } from './line-strength.ts';
import { boxMean, thinStructures } from './thin-structures.ts';

/** Lines up to twice this broad are found. */
const reach = 4;
/** Half of the stretch along which a line must stand out. */
const segmentReach = 12;
/** A line must stand out this many times more than fine detail does around it. */
const timesDetail = 3.5;
const detailReach = 30;
/** Of a straight line's breadth in its length. */
const mostBreadth = 0.12;

export interface LineOptions {
  readonly leastLength: number;
  /** In steps of 255, where the photo is smooth. */
  readonly contrast: number;
}

/** Long, straight, thin lines that are much brighter or much darker than both of their sides. @param light [H*W], 0 .. 255 */
export function findLines(light: Float32Array, width: number, height: number, options: LineOptions): Component[] {
  const { bright, dark } = thinStructures(light, width, height, reach);
  return [bright, dark].flatMap((stands) => linesIn(stands, width, height, options));
}

function linesIn(stands: Float32Array, width: number, height: number, { leastLength, contrast }: LineOptions): Component[] {
  const detail = boxMean(stands, width, height, detailReach);
  const threshold = (at: number): number => Math.max(contrast, timesDetail * (detail[at] as number));
  const candidates = Uint8Array.from(stands, (value, at) => Number(value >= 0.7 * threshold(at)));
  const strength = lineStrength(stands, candidates, width, height, segmentReach, (at) => 1.5 * threshold(at));
  const onLine = Uint8Array.from(strength, (value, at) => Number(value >= threshold(at)));
  return componentsOf(onLine, width, height).filter(
    ({ pixels, length, breadth }) => length >= leastLength && breadth <= Math.max(2 * reach, mostBreadth * length) && pixels.length <= 2 * reach * length,
  );
}
