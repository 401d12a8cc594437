import { createMask, createPhoto, type HoleMask, type Photo } from './photo.ts';
import { resampledRows, type Kernel } from './resample.ts';

/**
 * The photo at another size: Catmull-Rom bicubic, widened when shrinking so that every pixel of the source counts
 * (no aliasing). Cubic overshoot at hard edges is cut to [-1, 1].
 */
export function resizePhoto(photo: Photo, width: number, height: number): Photo {
  const { rgb } = photo;
  const resized = resizeInterleaved(rgb, 3, photo.width, photo.height, width, height, catmullRom);
  for (let i = 0; i < resized.length; i++) resized[i] = Math.min(1, Math.max(-1, resized[i] as number));
  return createPhoto(width, height, resized);
}

/** The mask at another size: bilinear, widened when shrinking. Its weights are never negative, so values stay within [0, 1]. */
export function resizeMask(mask: HoleMask, width: number, height: number): HoleMask {
  return createMask(width, height, resizeInterleaved(mask.hole, 1, mask.width, mask.height, width, height, tent));
}

/** [channels,height,width] to [channels,toHeight,toWidth] with the photo's filter. Values may have any range: nothing is cut. */
export function resizePlanar(
  planar: Float32Array,
  channels: number,
  width: number,
  height: number,
  toWidth: number,
  toHeight: number,
): Float32Array {
  const resized = new Float32Array(channels * toWidth * toHeight);
  for (let c = 0; c < channels; c++) {
    const plane = planar.subarray(c * width * height, (c + 1) * width * height);
    resized.set(resizeInterleaved(plane, 1, width, height, toWidth, toHeight, catmullRom), c * toWidth * toHeight);
  }
  return resized;
}

const tent: Kernel = { radius: 1, weight: (d) => Math.max(0, 1 - d) };

/** Keys 1981, "Cubic convolution interpolation for digital image processing", a = -1/2. */
const catmullRom: Kernel = {
  radius: 2,
  weight: (d) => (d < 1 ? (1.5 * d - 2.5) * d * d + 1 : d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0),
};

/** The photo's filter for any count of interleaved channels, row by row from the top: each row holds until the next is asked for. */
export function resizedRows(
  source: Float32Array,
  channels: number,
  width: number,
  height: number,
  toWidth: number,
  toHeight: number,
): Generator<Float64Array, void> {
  return resampledRows(source, channels, width, height, toWidth, toHeight, catmullRom);
}

function resizeInterleaved(
  source: Float32Array,
  channels: number,
  width: number,
  height: number,
  toWidth: number,
  toHeight: number,
  kernel: Kernel,
): Float32Array {
  if (width === toWidth && height === toHeight) return source.slice();
  const resized = new Float32Array(toWidth * toHeight * channels);
  let to = 0;
  for (const row of resampledRows(source, channels, width, height, toWidth, toHeight, kernel)) {
    resized.set(row, to);
    to += row.length;
  }
  return resized;
}
