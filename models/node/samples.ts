import { createPhoto, type Photo } from '../photo/photo.ts';

/** Pixels as a decoder gives them or an encoder takes them: interleaved, 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGB, alpha) channels. */
export interface Samples {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** Uint8Array or Uint16Array of the machine's byte order, [height * width * channels]. */
  readonly values: Uint8Array | Uint16Array;
}

/** Sample v of 0..top becomes v / (top / 2) - 1, alpha v / top; grey is repeated three times. Exactly undone by `fillSamples`. */
export function photoOfSamples({ width, height, channels, values }: Samples): { photo: Photo; alpha: Float32Array | undefined } {
  const top = values instanceof Uint16Array ? 65535 : 255;
  const level = Float32Array.from({ length: top + 1 }, (_, v) => v / (top / 2) - 1);
  const count = width * height;
  const rgb = new Float32Array(count * 3);
  if (channels === 3) {
    for (let i = 0; i < rgb.length; i++) rgb[i] = level[values[i] as number] as number;
  } else {
    const green = channels < 3 ? 0 : 1;
    for (let i = 0, from = 0, to = 0; i < count; i++, from += channels, to += 3) {
      rgb[to] = level[values[from] as number] as number;
      rgb[to + 1] = level[values[from + green] as number] as number;
      rgb[to + 2] = level[values[from + 2 * green] as number] as number;
    }
  }
  return { photo: createPhoto(width, height, rgb), alpha: alphaOf(values, channels, count, top) };
}

function alphaOf(values: Samples['values'], channels: number, count: number, top: number): Float32Array | undefined {
  if (channels === 1 || channels === 3) return undefined;
  const alpha = new Float32Array(count);
  const at = channels === 2 ? 1 : 3;
  for (let i = 0; i < count; i++) alpha[i] = (values[i * channels + at] as number) / top;
  return alpha;
}

/**
 * Writes a photo's values, clamped and rounded to the nearest sample, into `samples.values`. Grey takes the red
 * channel; where the samples have no alpha channel but the photo has alpha, it is laid on white.
 */
export function fillSamples({ channels, values }: Samples, photo: Photo, alpha: Float32Array | undefined): void {
  const top = values instanceof Uint16Array ? 65535 : 255;
  const half = top / 2;
  const { rgb } = photo;
  const colours = channels < 3 ? 1 : 3;
  const count = photo.width * photo.height;
  const flat = alpha !== undefined && colours === channels;
  for (let i = 0, to = 0; i < count; i++, to += channels) {
    const opacity = flat ? (alpha[i] as number) : 1;
    for (let c = 0; c < colours; c++) {
      const value = ((rgb[i * 3 + c] as number) + 1) * half;
      values[to + c] = rounded(opacity === 1 ? value : top + (value - top) * opacity, top);
    }
    if (alpha !== undefined && !flat) values[to + colours] = rounded((alpha[i] as number) * top, top);
  }
}

/** Nearest whole number in 0..top; a NaN becomes 0. */
function rounded(value: number, top: number): number {
  return value > 0 ? (value < top ? (value + 0.5) | 0 : top) : 0;
}

/** Replaces each colour sample v by tone[v]; alpha stays. */
export function applyTone({ channels, values }: Samples, tone: Uint8Array | Uint16Array): void {
  const colours = channels < 3 ? 1 : 3;
  for (let at = 0; at < values.length; at += channels) {
    for (let c = 0; c < colours; c++) values[at + c] = tone[values[at + c] as number] as number;
  }
}

/** Whether every pixel has three equal values. */
export function isGrey({ rgb }: Photo): boolean {
  for (let i = 0; i < rgb.length; i += 3) {
    if (rgb[i] !== rgb[i + 1] || rgb[i] !== rgb[i + 2]) return false;
  }
  return true;
}
