import type { AttachedRecords } from './attach-records.ts';
import { layOutDirectories, readExifTags, writeExifTags } from './exif-tags.ts';
import type { ExifTag, ExifTags } from './exif-tags.ts';
import { resolutionTags } from './resolution.ts';
import { openTiffBlock, readDirectory } from './tiff-block.ts';

/** Tags that describe how a TIFF stores its pixels, or that hold what travels by another way (XMP, ICC, IPTC). */
const structural: ReadonlySet<number> = new Set([
  254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 274, 277, 278, 279, 280, 281, 284, 288, 289, 290, 291, 292, 293, 297,
  301, 317, 320, 321, 322, 323, 324, 325, 330, 332, 333, 334, 336, 337, 338, 339, 340, 341, 342, 347, 512, 513, 514, 515, 517, 518,
  519, 520, 521, 529, 530, 531, 532, 700, 33723, 34377, 34675, 37724,
]);
const resolution: ReadonlySet<number> = new Set([282, 283, 296]);
const iptcTag = 33723;
const iptcMarker = 0x1c;
const ascii = 2;
const newSubfileType = 254;
const subDirectories = 330;
const dngVersion = 0xc612;

/** What a TIFF file says of a photo, as an EXIF record's TIFF block; undefined if it says nothing beyond its resolution. */
export function exifOfTiff(tiff: Uint8Array): Uint8Array | undefined {
  const tags = readExifTags(tiff);
  if (tags === undefined) return undefined;
  const image = tags.image.filter(({ tag }) => !structural.has(tag));
  const saysNothing = image.every(({ tag }) => resolution.has(tag)) && tags.exif.length === 0 && tags.gps.length === 0;
  return saysNothing ? undefined : writeExifTags({ ...tags, image });
}

export function iptcOfTiff(tiff: Uint8Array): Uint8Array | undefined {
  const block = openTiffBlock(tiff);
  const field = (block && readDirectory(block, block.first))?.fields.find(({ tag }) => tag === iptcTag);
  // As it lies in the file: some writers call its bytes longs, which does not make them numbers.
  const value = field && Uint8Array.from(tiff.subarray(field.valueAt, field.valueAt + field.byteLength));
  return value?.[0] === iptcMarker ? value : undefined;
}

/** Whether it is a camera's raw file in TIFF clothes (DNG, NEF, ARW ...): what sharp would read of it is only its small preview. */
export function isRawTiff(tiff: Uint8Array): boolean {
  const image = readExifTags(tiff)?.image ?? [];
  const isPreview = image.some(({ tag, value }) => tag === newSubfileType && ((value[0] as number) & 1) === 1);
  return image.some(({ tag }) => tag === dngVersion) || (isPreview && image.some(({ tag }) => tag === subDirectories));
}

/**
 * A TIFF with an EXIF record's tags and a resolution among its own. The pixels stay where they are: the new directories
 * go to the end and the header points to them.
 *
 * @param tiff little-endian, as sharp writes it on every machine it runs on
 */
export function withTiffTags(tiff: Uint8Array, { exif, iptc, density }: AttachedRecords): Uint8Array {
  const own = readExifTags(tiff);
  const added: ExifTags = (exif && readExifTags(exif)) ?? { image: [], exif: [], interop: [], gps: [] };
  if (own === undefined || openTiffBlock(tiff)?.littleEndian !== true) throw new RangeError('Expected a little-endian TIFF.');
  const image = new Map<number, ExifTag>();
  for (const tag of added.image) if (!structural.has(tag.tag) && !resolution.has(tag.tag)) image.set(tag.tag, withOneEnd(tag));
  for (const tag of own.image) if (!resolution.has(tag.tag)) image.set(tag.tag, tag);
  for (const tag of resolutionTags(density)) image.set(tag.tag, tag);
  if (iptc !== undefined) image.set(iptcTag, { tag: iptcTag, type: 7, count: iptc.length, value: iptc });
  const start = tiff.length + (tiff.length % 2);
  const directories = layOutDirectories({ ...added, image: [...image.values()] }, start);
  const bytes = new Uint8Array(start + directories.length);
  bytes.set(tiff);
  bytes.set(directories, start);
  new DataView(bytes.buffer).setUint32(4, start, true);
  return bytes;
}

/** A text ends in exactly one zero byte: strict TIFF readers balk at the padding that cameras leave in EXIF. */
function withOneEnd(tag: ExifTag): ExifTag {
  if (tag.type !== ascii) return tag;
  const end = tag.value.findLastIndex((byte) => byte !== 0) + 1;
  const value = new Uint8Array(end + 1);
  value.set(tag.value.subarray(0, end));
  return { ...tag, count: value.length, value };
}
