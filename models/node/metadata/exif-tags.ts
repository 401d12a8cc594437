import { followPointer, openTiffBlock, pointers, readDirectory, typeSizes } from './tiff-block.ts';
import type { TiffBlock, TiffDirectory } from './tiff-block.ts';

/** One tag, free of the place it came from. */
export interface ExifTag {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Little-endian. */
  readonly value: Uint8Array;
}

/** An EXIF record taken apart, for formats (TIFF) that hold its directories among their own. */
export interface ExifTags {
  readonly image: readonly ExifTag[];
  readonly exif: readonly ExifTag[];
  readonly interop: readonly ExifTag[];
  readonly gps: readonly ExifTag[];
}

/** A file that claims more than this in tags is lying. */
const largestTags = 16 * 2 ** 20;

/** The tags of a TIFF block, without pointers and without any thumbnail. undefined if it is no TIFF block. */
export function readExifTags(bytes: Uint8Array): ExifTags | undefined {
  const block = openTiffBlock(bytes);
  const image = block && readDirectory(block, block.first);
  if (block === undefined || image === undefined) return undefined;
  const exif = followPointer(block, image, pointers.exif);
  const interop = followPointer(block, exif, pointers.interop);
  const gps = followPointer(block, image, pointers.gps);
  const room = { left: largestTags };
  return {
    image: tagsOf(block, image, room),
    exif: tagsOf(block, exif, room),
    interop: tagsOf(block, interop, room),
    gps: tagsOf(block, gps, room),
  };
}

function tagsOf(block: TiffBlock, directory: TiffDirectory | undefined, room: { left: number }): ExifTag[] {
  const links: readonly number[] = Object.values(pointers);
  const tags: ExifTag[] = [];
  for (const { tag, type, count, valueAt, byteLength } of directory?.fields ?? []) {
    if (links.includes(tag) || byteLength > room.left) continue;
    room.left -= byteLength;
    const value = Uint8Array.from(new Uint8Array(block.view.buffer, block.view.byteOffset + valueAt, byteLength));
    tags.push({ tag, type, count, value: block.littleEndian ? value : swapped(value, type) });
  }
  return tags;
}

/** Turns each number of a value around. A rational is two longs. */
function swapped(value: Uint8Array, type: number): Uint8Array {
  const size = type === 5 || type === 10 ? 4 : (typeSizes[type] ?? 1);
  for (let at = 0; at < value.length; at += size) value.subarray(at, at + size).reverse();
  return value;
}

/** The tags as a TIFF block of their own, ready for an EXIF record. */
export function writeExifTags(tags: ExifTags): Uint8Array {
  const header = Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0);
  return Buffer.concat([header, layOutDirectories(tags, header.length)]);
}

/**
 * The directories, the image's first, with their values behind them, as they stand in a little-endian block from offset `start` on.
 * @param start even
 */
export function layOutDirectories({ image, exif, interop, gps }: ExifTags, start: number): Uint8Array {
  const linked = (exifAt: number, interopAt: number, gpsAt: number): (readonly ExifTag[])[] => {
    const inner = interop.length > 0 ? [...exif, pointerTo(pointers.interop, interopAt)] : exif;
    const outer = [...image];
    if (inner.length > 0) outer.push(pointerTo(pointers.exif, exifAt));
    if (gps.length > 0) outer.push(pointerTo(pointers.gps, gpsAt));
    return [outer, inner, interop, gps];
  };
  // Where a pointer leads does not change how large its directory is: measure first, then lay out.
  const [imageSize = 0, exifSize = 0, interopSize = 0] = linked(0, 0, 0).map(sizeOf);
  const exifAt = start + imageSize;
  const interopAt = exifAt + exifSize;
  let at = start;
  const laidOut = linked(exifAt, interopAt, interopAt + interopSize).map((tags) => {
    const bytes = directoryBytes(tags, at);
    at += bytes.length;
    return bytes;
  });
  return Buffer.concat(laidOut);
}

function pointerTo(tag: number, offset: number): ExifTag {
  const value = new Uint8Array(4);
  new DataView(value.buffer).setUint32(0, offset, true);
  return { tag, type: 4, count: 1, value };
}

/** Bytes a directory takes with its values; one without tags is not written. */
function sizeOf(tags: readonly ExifTag[]): number {
  return tags.length === 0 ? 0 : 2 + 12 * tags.length + 4 + tags.reduce((sum, { value }) => sum + outside(value), 0);
}

/** Bytes a value takes behind its directory: none up to four, otherwise an even number. */
function outside(value: Uint8Array): number {
  return value.length <= 4 ? 0 : value.length + (value.length % 2);
}

function directoryBytes(tags: readonly ExifTag[], start: number): Uint8Array {
  const bytes = new Uint8Array(sizeOf(tags));
  if (tags.length === 0) return bytes;
  const view = new DataView(bytes.buffer);
  view.setUint16(0, tags.length, true);
  let at = 2;
  let valueAt = 2 + 12 * tags.length + 4;
  for (const { tag, type, count, value } of tags.toSorted((a, b) => a.tag - b.tag)) {
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, count, true);
    if (value.length > 4) view.setUint32(at + 8, start + valueAt, true);
    bytes.set(value, value.length > 4 ? valueAt : at + 8);
    valueAt += outside(value);
    at += 12;
  }
  return bytes;
}
