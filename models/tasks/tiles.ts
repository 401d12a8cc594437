import type { Rectangle } from '../photo/photo.ts';
import type { Random } from '../random.ts';

/** A canvas of windows side by side. */
export interface Tile {
  /** May reach beyond the photo at the right and below. */
  readonly box: Rectangle;
  /** How many windows it holds. */
  readonly windows: number;
}

/** Windows along a tile's side: what is in memory at once. */
const windowsAlong = 4;

/**
 * Tiles of whole windows that cover a photo, row by row; tiles overlap as windows do. Every window starts at a multiple
 * of side - overlap, so that the blocks of a JPEG lie in each as they lay in training.
 */
export function tilesOf(width: number, height: number, side: number, overlap: number): Tile[] {
  const columns = spans(width, side, overlap);
  return spans(height, side, overlap).flatMap((row) =>
    columns.map((column) => ({
      box: { x: column.start, y: row.start, width: column.length, height: row.length },
      windows: column.windows * row.windows,
    })),
  );
}

/**
 * Noise for a box, planar [3,h,w], that hangs on where a pixel lies in the photo: tiles begin alike where they overlap,
 * and so end alike.
 * @param block the noise is drawn in squares of this side; the box must start at a corner of one
 */
export function noiseOf({ x, y, width, height }: Rectangle, block: number, random: Random): Float32Array {
  const noise = new Float32Array(3 * width * height);
  const square = new Float32Array(3 * block * block);
  for (let top = 0; top < height; top += block) {
    for (let left = 0; left < width; left += block) {
      random.fork((y + top) * 2 ** 20 + x + left).gaussian(square);
      const across = Math.min(block, width - left);
      for (let channel = 0; channel < 3; channel++) {
        for (let row = 0; row < Math.min(block, height - top); row++) {
          const from = (channel * block + row) * block;
          noise.set(square.subarray(from, from + across), (channel * height + top + row) * width + left);
        }
      }
    }
  }
  return noise;
}

interface Span {
  readonly start: number;
  readonly length: number;
  readonly windows: number;
}

function spans(length: number, side: number, overlap: number): Span[] {
  const step = side - overlap;
  const count = 1 + Math.ceil(Math.max(0, length - side) / step);
  return Array.from({ length: Math.ceil(count / windowsAlong) }, (_, i) => {
    const windows = Math.min(windowsAlong, count - i * windowsAlong);
    return { start: i * windowsAlong * step, length: side + (windows - 1) * step, windows };
  });
}
