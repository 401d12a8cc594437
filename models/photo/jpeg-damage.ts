import { forwardDct, inverseDct } from './jpeg-dct.ts';
import { createPhoto, type Photo } from './photo.ts';

/**
 * What saving as a JPEG and opening it again does to a photo, to the bit as libjpeg does it by default: ITU T.81 with the
 * tables of its annex K scaled by quality, 4:2:0 chroma averaged when written and interpolated when read. Only the
 * lossless coding of the coefficients is left out.
 * @param quality a whole number, 1 (worst) .. 100
 * @returns values on the 8-bit grid of [-1, 1], as a decoder gives them
 */
export function jpegDamage(photo: Photo, quality: number): Photo {
  const { y, cb, cr } = toYcc(photo);
  throughBlocks(y, scaledTable(lumaTable, quality));
  const [smallCb, smallCr] = [halved(cb, photo.height), halved(cr, photo.height)];
  for (const plane of [smallCb, smallCr]) throughBlocks(plane, scaledTable(chromaTable, quality));
  return toPhoto(y, doubled(smallCb, photo), doubled(smallCr, photo), photo);
}

// ITU T.81 annex K.1, tables K.1 (luminance) and K.2 (chrominance), rows from the top, not in zigzag order.
const lumaTable = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const chromaTable = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];

/** libjpeg's jpeg_quality_scaling and jpeg_add_quant_table, baseline: whole numbers in [1, 255]. */
function scaledTable(table: readonly number[], quality: number): Int32Array {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  return Int32Array.from(table, (base) => Math.min(255, Math.max(1, Math.floor((base * percent + 50) / 100))));
}

/** 8-bit samples less 128 (T.81's level shift). */
interface Plane {
  readonly width: number;
  readonly height: number;
  readonly samples: Int8Array;
}

function createPlane(width: number, height: number): Plane {
  return { width, height, samples: new Int8Array(width * height) };
}

/** On a canvas of whole 16x16 units whose last column and row are repeated; jccolor.c's 16-bit fixed point. */
function toYcc({ width, height, rgb }: Photo): { readonly y: Plane; readonly cb: Plane; readonly cr: Plane } {
  const canvas = (): Plane => createPlane(Math.ceil(width / 16) * 16, Math.ceil(height / 16) * 16);
  const [y, cb, cr] = [canvas(), canvas(), canvas()];
  for (let row = 0, to = 0; row < y.height; row++) {
    for (let column = 0; column < y.width; column++, to++) {
      const from = (Math.min(row, height - 1) * width + Math.min(column, width - 1)) * 3;
      const r = toByte(rgb[from] as number);
      const g = toByte(rgb[from + 1] as number);
      const b = toByte(rgb[from + 2] as number);
      y.samples[to] = ((19595 * r + 38470 * g + 7471 * b + 32768) >> 16) - 128;
      cb.samples[to] = (-11059 * r - 21709 * g + 32768 * b + 32767) >> 16;
      cr.samples[to] = (32768 * r - 27439 * g - 5329 * b + 32767) >> 16;
    }
  }
  return { y, cb, cr };
}

/**
 * The mean of 2x2, rounded down and up in turn so that no tint creeps in (jcsample.c, h2v2_downsample). Below the photo's
 * last row the last *mean* is repeated (jcprepct.c), not the mean of the last row.
 */
function halved({ width, height, samples }: Plane, photoHeight: number): Plane {
  const half = createPlane(width / 2, height / 2);
  for (let row = 0, to = 0; row < half.height; row++) {
    for (let column = 0; column < half.width; column++, to++) {
      const at = 2 * (Math.min(row, (photoHeight - 1) >> 1) * width + column);
      const upper = (samples[at] as number) + (samples[at + 1] as number);
      const lower = (samples[at + width] as number) + (samples[at + width + 1] as number);
      half.samples[to] = (upper + lower + 1 + (column & 1)) >> 2;
    }
  }
  return half;
}

/** Each 8x8 block transformed, divided by the table, rounded (halves away from 0), and back, in place. */
function throughBlocks({ width, height, samples }: Plane, table: Int32Array): void {
  const block = new Int32Array(64);
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      const origin = top * width + left;
      for (let i = 0; i < 64; i++) block[i] = samples[origin + (i >> 3) * width + (i & 7)] as number;
      forwardDct(block);
      for (let i = 0; i < 64; i++) {
        const step = table[i] as number;
        const coefficient = block[i] as number;
        const size = Math.floor((Math.abs(coefficient) + 4 * step) / (8 * step)) * step;
        block[i] = coefficient < 0 ? -size : size;
      }
      inverseDct(block);
      for (let i = 0; i < 64; i++) {
        samples[origin + (i >> 3) * width + (i & 7)] = Math.min(127, Math.max(-128, block[i] as number));
      }
    }
  }
}

/** 3/4 of the nearer and 1/4 of the farther sample, in both directions, at the photo's size (jdsample.c, h2v2_fancy_upsample). */
function doubled({ width: stride, samples }: Plane, { width, height }: Photo): Plane {
  const full = createPlane(width, height);
  const [lastColumn, lastRow] = [(width - 1) >> 1, (height - 1) >> 1];
  for (let row = 0, to = 0; row < height; row++) {
    const near = (row >> 1) * stride;
    const far = Math.min(lastRow, Math.max(0, (row >> 1) + (row & 1 ? 1 : -1))) * stride;
    for (let column = 0; column < width; column++, to++) {
      const x = column >> 1;
      const beside = Math.min(lastColumn, Math.max(0, x + (column & 1 ? 1 : -1)));
      const here = 3 * (samples[near + x] as number) + (samples[far + x] as number);
      const there = 3 * (samples[near + beside] as number) + (samples[far + beside] as number);
      full.samples[to] = (3 * here + there + (column & 1 ? 7 : 8)) >> 4;
    }
  }
  return full;
}

/** jdcolor.c's 16-bit fixed point. */
function toPhoto(y: Plane, { samples: cb }: Plane, { samples: cr }: Plane, { width, height }: Photo): Photo {
  const photo = createPhoto(width, height);
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      const light = (y.samples[row * y.width + column] as number) + 128;
      const blue = cb[i] as number;
      const red = cr[i] as number;
      photo.rgb[3 * i] = fromByte(light + ((91881 * red + 32768) >> 16));
      photo.rgb[3 * i + 1] = fromByte(light + ((-22554 * blue - 46802 * red + 32768) >> 16));
      photo.rgb[3 * i + 2] = fromByte(light + ((116130 * blue + 32768) >> 16));
    }
  }
  return photo;
}

function toByte(value: number): number {
  return Math.min(255, Math.max(0, Math.round((value + 1) * 127.5)));
}

function fromByte(value: number): number {
  return Math.min(255, Math.max(0, value)) / 127.5 - 1;
}
