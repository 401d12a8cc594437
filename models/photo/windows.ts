import type { Rectangle } from './photo.ts';

/**
 * The fewest side x side windows, all inside width x height, that cover it with neighbours overlapping by at least
 * `overlap` pixels; evenly spread, row by row.
 * @throws RangeError if the canvas is smaller than a window, or the overlap is not within [0, side).
 */
export function coverWithWindows(width: number, height: number, side: number, overlap: number): Rectangle[] {
  if (width < side || height < side) throw new RangeError(`A ${width}x${height} canvas holds no ${side}x${side} window.`);
  if (overlap < 0 || overlap >= side) throw new RangeError(`Windows of ${side} cannot overlap by ${overlap}.`);
  const columns = starts(width, side, overlap);
  return starts(height, side, overlap).flatMap((y) => columns.map((x) => ({ x, y, width: side, height: side })));
}

/**
 * How much each pixel of a window counts where windows overlap: [side*side], a raised cosine in both directions,
 * near 0 at the edges but never 0 (a picture's own corner is seen by one window only).
 */
export function blendWeights(side: number): Float32Array {
  const profile = Float64Array.from({ length: side }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / side) ** 2);
  return Float32Array.from({ length: side * side }, (_, i) => (profile[Math.floor(i / side)] as number) * (profile[i % side] as number));
}

function starts(length: number, side: number, overlap: number): number[] {
  const gaps = Math.ceil((length - side) / (side - overlap));
  return Array.from({ length: gaps + 1 }, (_, i) => (gaps === 0 ? 0 : Math.floor((i * (length - side)) / gaps)));
}
