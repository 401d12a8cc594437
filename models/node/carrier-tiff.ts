import { writeExifTags } from './metadata/exif-tags.ts';
import type { ExifTag } from './metadata/exif-tags.ts';
import { resolutionTags } from './metadata/resolution.ts';
import type { Samples } from './samples.ts';

/** What the carrier takes along to the encoder by libvips' own way. */
export interface CarriedMetadata {
  readonly icc?: Uint8Array | undefined;
  readonly xmp?: Uint8Array | undefined;
  /** Dots per inch. */
  readonly density?: number | undefined;
}

interface Carrier {
  readonly bytes: Uint8Array;
  /** Its values lie inside `bytes`. */
  readonly samples: Samples;
}

/** TIFF's photometric interpretations. */
const grey = 1;
const rgb = 2;
const stripBytes = 2 ** 18;
const alignment = 16;

/**
 * An uncompressed TIFF in memory around samples that the caller fills in. sharp takes no colour profile for bare
 * pixels without converting them to it; through this it takes one as the picture's own, and XMP and resolution too,
 * without one more copy of the pixels.
 */
export function carrierTiff(
  width: number,
  height: number,
  channels: number,
  bitDepth: 8 | 16,
  carried: CarriedMetadata,
  colours = channels < 3 ? grey : rgb,
): Carrier {
  const rowBytes = (width * channels * bitDepth) / 8;
  const rowsPerStrip = Math.max(1, Math.min(height, Math.floor(stripBytes / rowBytes)));
  const strips = Array.from({ length: Math.ceil(height / rowsPerStrip) }, (_, i) => i * rowsPerStrip);
  const headWith = (offsets: readonly number[]): Uint8Array =>
    writeTags([
      longs(256, [width]),
      longs(257, [height]),
      shorts(258, new Array<number>(channels).fill(bitDepth)),
      shorts(262, [colours]),
      longs(273, offsets),
      shorts(277, [channels]),
      longs(278, [rowsPerStrip]),
      longs(279, strips.map((row) => rowBytes * Math.min(rowsPerStrip, height - row))),
      // 2: an alpha that the colours are not multiplied with.
      ...(channels % 2 === 0 ? [shorts(338, [2])] : []),
      ...resolutionTags(carried.density),
      ...(carried.xmp === undefined ? [] : [{ tag: 700, type: 1, count: carried.xmp.length, value: carried.xmp }]),
      ...(carried.icc === undefined ? [] : [{ tag: 34675, type: 7, count: carried.icc.length, value: carried.icc }]),
    ]);
  const pixelsAt = Math.ceil(headWith(strips).length / alignment) * alignment;
  const bytes = new Uint8Array(pixelsAt + rowBytes * height);
  bytes.set(headWith(strips.map((row) => pixelsAt + row * rowBytes)));
  const count = width * height * channels;
  const values = bitDepth === 16 ? new Uint16Array(bytes.buffer, pixelsAt, count) : new Uint8Array(bytes.buffer, pixelsAt, count);
  return { bytes, samples: { width, height, channels, values } };
}

function writeTags(image: readonly ExifTag[]): Uint8Array {
  return writeExifTags({ image, exif: [], interop: [], gps: [] });
}

function longs(tag: number, values: readonly number[]): ExifTag {
  return { tag, type: 4, count: values.length, value: new Uint8Array(Uint32Array.from(values).buffer) };
}

function shorts(tag: number, values: readonly number[]): ExifTag {
  return { tag, type: 3, count: values.length, value: new Uint8Array(Uint16Array.from(values).buffer) };
}
