import type { AttachedRecords } from './attach-records.ts';
import { knownResolution } from './resolution.ts';

/** What a JPEG segment holds at most beside its marker and length. */
const largestPayload = 65533;

const jfifPrefix = Buffer.from('JFIF\0\x01\x02', 'latin1');
const exifPrefix = Buffer.from('Exif\0\0', 'latin1');
const photoshopPrefix = Buffer.from('Photoshop 3.0\0', 'latin1');
/** Photoshop's image resource of IPTC data, without a name. */
const iptcResource = Buffer.from('8BIM\x04\x04\0\0', 'latin1');

/** The largest records that fit: a JPEG segment counts its length in 16 bits. */
export const largestJpegExif = largestPayload - exifPrefix.length;
export const largestJpegIptc = largestPayload - photoshopPrefix.length - iptcResource.length - 5;

/**
 * A JPEG with a JFIF header of its resolution (libvips leaves it out) and, right behind it, an EXIF and an IPTC record.
 */
export function withJpegSegments(jpeg: Uint8Array, { exif, iptc, density }: AttachedRecords): Uint8Array {
  const startOfImage = 2;
  const hasJfif = jpeg[2] === 0xff && jpeg[3] === 0xe0;
  const rest = hasJfif ? 4 + (((jpeg[4] as number) << 8) | (jpeg[5] as number)) : startOfImage;
  return Buffer.concat([
    jpeg.subarray(0, startOfImage),
    segment(0xe0, jfifPrefix, jfifResolution(density)),
    ...(exif === undefined ? [] : [segment(0xe1, exifPrefix, exif)]),
    ...(iptc === undefined ? [] : [segment(0xed, photoshopPrefix, photoshopResource(iptc))]),
    jpeg.subarray(rest),
  ]);
}

/** Units (1: dots per inch; 0: only the pixels' aspect, 1:1, is known), across, down, and no thumbnail. */
function jfifResolution(density: number | undefined): Uint8Array {
  const dots = density === undefined ? 1 : Math.min(65535, Math.max(1, Math.round(density)));
  return Uint8Array.of(density === undefined ? 0 : 1, dots >> 8, dots & 255, dots >> 8, dots & 255, 0, 0);
}

function segment(marker: number, prefix: Uint8Array, payload: Uint8Array): Uint8Array {
  const length = prefix.length + payload.length;
  if (length > largestPayload) throw new RangeError(`${length} bytes do not fit in a JPEG segment.`);
  const header = Buffer.from([0xff, marker, 0, 0]);
  header.writeUInt16BE(length + 2, 2);
  return Buffer.concat([header, prefix, payload]);
}

function photoshopResource(iptc: Uint8Array): Uint8Array {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(iptc.length);
  return Buffer.concat([iptcResource, size, iptc, Buffer.alloc(iptc.length % 2)]);
}

/** The IPTC datasets of a JPEG's Photoshop segment, whose resources follow one another; undefined if it holds none. */
export function iptcOfPhotoshop(record: Uint8Array): Uint8Array | undefined {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
  if (bytes[0] === 0x1c) return record;
  let at = bytes.indexOf('8BIM', 0, 'latin1');
  while (at >= 0 && at + 12 <= bytes.length && bytes.toString('latin1', at, at + 4) === '8BIM') {
    const nameLength = (bytes[at + 6] as number) + 1;
    const sizeAt = at + 6 + nameLength + (nameLength % 2);
    if (sizeAt + 4 > bytes.length) return undefined;
    const size = bytes.readUInt32BE(sizeAt);
    const data = bytes.subarray(sizeAt + 4, sizeAt + 4 + size);
    if (bytes.readUInt16BE(at + 4) === 0x0404) return data.length === size && data[0] === 0x1c ? data : undefined;
    at = sizeAt + 4 + size + (size % 2);
  }
  return undefined;
}

/** The resolution in a JPEG's JFIF header, in dots per inch; undefined where it tells only an aspect or is missing. */
export function jpegResolution(jpeg: Buffer): number | undefined {
  for (let at = 2; at + 18 <= jpeg.length && jpeg[at] === 0xff && (jpeg[at + 1] as number) >= 0xe0; at += 2 + jpeg.readUInt16BE(at + 2)) {
    if (jpeg[at + 1] !== 0xe0 || jpeg.toString('latin1', at + 4, at + 9) !== 'JFIF\0') continue;
    const across = jpeg.readUInt16BE(at + 12);
    const perInch = [undefined, 1, 2.54][jpeg[at + 11] as number];
    return perInch === undefined ? undefined : knownResolution(across * perInch);
  }
  return undefined;
}
