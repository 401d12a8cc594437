import { type Component, componentsOf } from './components.ts';
import { lineStrength } from './line-strength.ts';
import { boxMean, thinStructures } from './thin-structures.ts';

/** Lines up to twice this broad are found. */
const reach = 4;
/** Half of the stretch along which a line must stand out. */
const segmentReach = 12;
/** A line must stand out this many times more than fine detail does around it: with 3, masts and edges of houses were marked. */
const timesDetail = 4;
const detailReach = 30;

export interface LineOptions {
  readonly leastLength: number;
  /** In steps of 255, where the photo is smooth. */
  readonly contrast: number;
  /** How far a line may swerve, as a share of its length. */
  readonly straightness: number;
}

/** Long, straight, thin lines that are much brighter or much darker than both of their sides. @param light [H*W], 0 .. 255 */
export function findLines(light: Float32Array, width: number, height: number, options: LineOptions): Component[] {
  const { bright, dark } = thinStructures(light, width, height, reach);
  return [bright, dark].flatMap((stands) => linesIn(stands, width, height, options));
}

function linesIn(stands: Float32Array, width: number, height: number, { leastLength, contrast, straightness }: LineOptions): Component[] {
  const detail = boxMean(stands, width, height, detailReach);
  const threshold = new Float32Array(stands.length);
  const candidates = new Uint8Array(stands.length);
  for (let at = 0; at < stands.length; at++) {
    const least = Math.max(contrast, timesDetail * (detail[at] as number));
    threshold[at] = least;
    if ((stands[at] as number) >= 0.7 * least) candidates[at] = 1;
  }
  const strength = lineStrength(stands, candidates, width, height, segmentReach, (at) => 2 * (threshold[at] as number));
  const onLine = new Uint8Array(stands.length);
  const isStrong = (at: number): boolean => (strength[at] as number) >= (threshold[at] as number);
  for (let at = 0; at < stands.length; at++) if (candidates[at] === 1 && isStrong(at)) onLine[at] = 1;
  return componentsOf(onLine, width, height).filter(
    (line) =>
      line.length >= leastLength &&
      line.breadth <= Math.max(reach, straightness * line.length) &&
      line.pixels.length <= 2 * reach * line.length &&
      !alongBorder(line, width, height),
  );
}

/** The edge of a print is no scratch. */
function alongBorder({ pixels }: Component, width: number, height: number): boolean {
  let near = 0;
  for (const at of pixels) {
    const x = at % width;
    const y = (at - x) / width;
    if (Math.min(x, y, width - 1 - x, height - 1 - y) < 2 * reach) near++;
  }
  return near > pixels.length / 2;
}
