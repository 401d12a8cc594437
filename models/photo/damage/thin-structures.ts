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
  return { bright: topHat(light, width, height, reach), dark: topHat(negative(light), width, height, reach) };
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

/** The least value of the square around each pixel, of what lies inside the picture. */
function least(values: Float32Array, width: number, height: number, reach: number): Float32Array {
  const across = new Float32Array(values.length);
  const both = new Float32Array(values.length);
  const padded = Math.ceil((Math.max(width, height) + 2 * reach) / (2 * reach + 1)) * (2 * reach + 1);
  const room = { line: new Float32Array(padded), ahead: new Float32Array(padded), behind: new Float32Array(padded) };
  for (let y = 0; y < height; y++) leastLine(values, across, y * width, 1, width, reach, room);
  for (let x = 0; x < width; x++) leastLine(across, both, x, width, height, reach, room);
  return both;
}

interface Room {
  readonly line: Float32Array;
  readonly ahead: Float32Array;
  readonly behind: Float32Array;
}

/** Van Herk 1992: three comparisons a value, whatever the reach. */
function leastLine(from: Float32Array, to: Float32Array, start: number, step: number, length: number, reach: number, room: Room): void {
  const { line, ahead, behind } = room;
  const span = 2 * reach + 1;
  const all = Math.ceil((length + 2 * reach) / span) * span;
  line.fill(Infinity);
  for (let i = 0; i < length; i++) line[reach + i] = from[start + i * step] as number;
  for (let first = 0; first < all; first += span) {
    let best = Infinity;
    for (let i = first; i < first + span; i++) {
      const value = line[i] as number;
      if (value < best) best = value;
      ahead[i] = best;
    }
    best = Infinity;
    for (let i = first + span - 1; i >= first; i--) {
      const value = line[i] as number;
      if (value < best) best = value;
      behind[i] = best;
    }
  }
  for (let i = 0; i < length; i++) {
    const a = behind[i] as number;
    const b = ahead[i + span - 1] as number;
    to[start + i * step] = a < b ? a : b;
  }
}

function negative(values: Float32Array): Float32Array {
  const negated = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) negated[i] = -(values[i] as number);
  return negated;
}

/** value - opening(value): what is narrower than the square and brighter than its surroundings. */
function topHat(values: Float32Array, width: number, height: number, reach: number): Float32Array {
  // The greatest value is the least of the negatives, negated.
  const opened = least(negative(least(values, width, height, reach)), width, height, reach);
  const hat = new Float32Array(values.length);
  for (let i = 0; i < hat.length; i++) hat[i] = (values[i] as number) + (opened[i] as number);
  return hat;
}
