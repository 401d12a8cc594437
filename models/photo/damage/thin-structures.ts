/** How far a picture's values stand out as thin structures, [H*W] each, from 0. */
export interface ThinStructures {
  /** Brighter than what is around. */
  readonly bright: Float32Array;
  readonly dark: Float32Array;
}

/**
 * Top-hat transforms (Serra 1982): what an opening, or a closing, with a square takes away are lines and specks narrower than
 * the square, of whatever direction; edges and broad shapes stay and so count for nothing.
 * @param reach half of the square's side, pixels
 */
export function thinStructures(light: Float32Array, width: number, height: number, reach: number): ThinStructures {
  const opened = extreme(extreme(light, width, height, reach, Math.min), width, height, reach, Math.max);
  const closed = extreme(extreme(light, width, height, reach, Math.max), width, height, reach, Math.min);
  return { bright: light.map((value, i) => value - (opened[i] as number)), dark: light.map((value, i) => (closed[i] as number) - value) };
}

/** The mean of the square around each pixel, of what lies inside the picture. */
export function boxMean(values: Float32Array, width: number, height: number, reach: number): Float32Array {
  const across = new Float32Array(values.length);
  for (let y = 0; y < height; y++) meanLine(values, across, y * width, 1, width, reach);
  const mean = new Float32Array(values.length);
  for (let x = 0; x < width; x++) meanLine(across, mean, x, width, height, reach);
  return mean;
}

function meanLine(from: Float32Array, to: Float32Array, start: number, step: number, length: number, reach: number): void {
  let sum = 0;
  for (let i = 0; i < Math.min(reach, length); i++) sum += from[start + i * step] as number;
  for (let i = 0; i < length; i++) {
    if (i + reach < length) sum += from[start + (i + reach) * step] as number;
    if (i - reach - 1 >= 0) sum -= from[start + (i - reach - 1) * step] as number;
    to[start + i * step] = sum / (Math.min(length - 1, i + reach) - Math.max(0, i - reach) + 1);
  }
}

type Pick = (a: number, b: number) => number;

/** The least or greatest value of the square around each pixel. */
function extreme(values: Float32Array, width: number, height: number, reach: number, pick: Pick): Float32Array {
  const across = new Float32Array(values.length);
  for (let y = 0; y < height; y++) extremeLine(values, across, y * width, 1, width, reach, pick);
  const both = new Float32Array(values.length);
  for (let x = 0; x < width; x++) extremeLine(across, both, x, width, height, reach, pick);
  return both;
}

/** Van Herk 1992: three comparisons a value, whatever the reach. */
function extremeLine(from: Float32Array, to: Float32Array, start: number, step: number, length: number, reach: number, pick: Pick): void {
  const span = 2 * reach + 1;
  const none = pick(0, 1) === 0 ? Infinity : -Infinity;
  const blocks = Math.ceil((length + 2 * reach) / span);
  const ahead = new Float32Array(blocks * span);
  const behind = new Float32Array(blocks * span);
  const at = (i: number): number => (i < reach || i >= length + reach ? none : (from[start + (i - reach) * step] as number));
  for (let block = 0; block < blocks; block++) {
    const first = block * span;
    for (let i = 0, best = none; i < span; i++) ahead[first + i] = best = pick(best, at(first + i));
    for (let i = span - 1, best = none; i >= 0; i--) behind[first + i] = best = pick(best, at(first + i));
  }
  for (let i = 0; i < length; i++) to[start + i * step] = pick(behind[i] as number, ahead[i + span - 1] as number);
}
