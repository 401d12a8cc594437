import { luma } from './colour.ts';
import { createPhoto, type Photo } from './photo.ts';
import { resizePlanar } from './resize.ts';

/** A picture of one number a place, [height * width]. */
interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

interface Offset {
  readonly x: number;
  readonly y: number;
}

/** Below it an exposure shows too little to be laid on another. */
export const smallestExposure = 64;
/** Of each side: the plate's edge and its holder. */
const border = 0.06;
/** Width at which the search begins; every place within a tenth of it is tried. */
const coarsest = 64;
/** Of the values at either end: dust and scratches. */
const strays = 0.005;

/**
 * The colour photograph on a plate with three exposures one above the other, taken through a blue, a green and a red
 * filter (Prokudin-Gorskii's camera, 1905 to 1915). Green and red are laid on blue where the edges of both agree best
 * (greatest normalised correlation of gradients, from coarse to fine), what all three show is kept, and each channel is
 * stretched from its darkest to its brightest, for the filters' densities are not known.
 *
 * @param plate upright, three times as high as one exposure; exposures of `smallestExposure` pixels or more a side
 * @returns without the plate's borders
 * @throws RangeError if the exposures are smaller
 */
export function photoOfPlate(plate: Photo): Photo {
  const [blue, green, red] = exposuresOf(plate);
  const [ofGreen, ofRed] = [offsetOf(green, blue), offsetOf(red, blue)];
  const { width, height } = blue;
  const [x, y] = [Math.ceil(border * width), Math.ceil(border * height)];
  const left = Math.max(x, x - ofGreen.x, x - ofRed.x);
  const top = Math.max(y, y - ofGreen.y, y - ofRed.y);
  const right = width - Math.max(x, x + ofGreen.x, x + ofRed.x);
  const bottom = height - Math.max(y, y + ofGreen.y, y + ofRed.y);
  const photo = createPhoto(right - left, bottom - top);
  const channels = [[red, ofRed], [green, ofGreen], [blue, { x: 0, y: 0 }]] as const;
  for (const [channel, [plane, offset]] of channels.entries()) {
    for (let row = 0, to = channel; row < photo.height; row++) {
      const from = (top + row + offset.y) * width + left + offset.x;
      for (let column = 0; column < photo.width; column++, to += 3) photo.rgb[to] = plane.values[from + column] as number;
    }
    stretch(photo.rgb, channel);
  }
  return photo;
}

/** Blue, green, red: from the top, as the plates were exposed. */
function exposuresOf(plate: Photo): readonly [Plane, Plane, Plane] {
  const { width } = plate;
  const height = Math.floor(plate.height / 3);
  if (Math.min(width, height) < smallestExposure) throw new RangeError(`Exposures of ${width}x${height} are too small.`);
  const light = luma(plate);
  const exposure = (i: number): Plane => ({ width, height, values: light.slice(i * height * width, (i + 1) * height * width) });
  return [exposure(0), exposure(1), exposure(2)];
}

/** Where in `moving` the place lies that `fixed` shows at (0, 0), whole pixels. */
function offsetOf(moving: Plane, fixed: Plane): Offset {
  if (fixed.width <= coarsest) return bestNear({ x: 0, y: 0 }, Math.ceil(0.1 * fixed.width), gradients(moving), gradients(fixed));
  const coarse = offsetOf(halved(moving), halved(fixed));
  return bestNear({ x: 2 * coarse.x, y: 2 * coarse.y }, 2, gradients(moving), gradients(fixed));
}

function bestNear(start: Offset, reach: number, moving: Plane, fixed: Plane): Offset {
  let best = start;
  let highest = correlation(moving, fixed, start);
  for (let y = start.y - reach; y <= start.y + reach; y++) {
    for (let x = start.x - reach; x <= start.x + reach; x++) {
      const found = correlation(moving, fixed, { x, y });
      if (found > highest) [highest, best] = [found, { x, y }];
    }
  }
  return best;
}

/** Normalised cross-correlation, -1 .. 1, of what both show inside of the borders. */
function correlation(moving: Plane, fixed: Plane, offset: Offset): number {
  const { width, height } = fixed;
  const [marginX, marginY] = [Math.ceil(2 * border * width), Math.ceil(2 * border * height)];
  let [count, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0];
  for (let row = Math.max(marginY, -offset.y); row < Math.min(height - marginY, height - offset.y); row++) {
    for (let column = Math.max(marginX, -offset.x); column < Math.min(width - marginX, width - offset.x); column++) {
      const a = fixed.values[row * width + column] as number;
      const b = moving.values[(row + offset.y) * width + column + offset.x] as number;
      count++;
      sumA += a;
      sumB += b;
      sumAA += a * a;
      sumBB += b * b;
      sumAB += a * b;
    }
  }
  const spread = (sumAA - (sumA * sumA) / count) * (sumBB - (sumB * sumB) / count);
  return spread > 0 ? (sumAB - (sumA * sumB) / count) / Math.sqrt(spread) : -1;
}

function halved({ width, height, values }: Plane): Plane {
  const [toWidth, toHeight] = [width >> 1, height >> 1];
  return { width: toWidth, height: toHeight, values: resizePlanar(values, 1, width, height, toWidth, toHeight) };
}

/** Central differences' length; 0 at the border. What is bright through one filter may be dark through another: edges stay. */
function gradients({ width, height, values }: Plane): Plane {
  const found = new Float32Array(values.length);
  for (let row = 1; row < height - 1; row++) {
    for (let i = row * width + 1; i < (row + 1) * width - 1; i++) {
      const across = (values[i + 1] as number) - (values[i - 1] as number);
      const down = (values[i + width] as number) - (values[i - width] as number);
      found[i] = Math.hypot(across, down);
    }
  }
  return { width, height, values: found };
}

/** One of three interleaved channels, in place: all but the strays fill [-1, 1]. */
function stretch(rgb: Float32Array, channel: number): void {
  const sorted = rgb.filter((_, i) => i % 3 === channel).sort();
  const low = sorted[Math.floor(strays * sorted.length)] as number;
  const high = sorted[Math.ceil((1 - strays) * sorted.length) - 1] as number;
  const scale = high > low ? 2 / (high - low) : 0;
  for (let i = channel; i < rgb.length; i += 3) rgb[i] = Math.min(1, Math.max(-1, ((rgb[i] as number) - low) * scale - 1));
}
