import { followPointer, openTiffBlock, pointers, readDirectory, wholeNumber } from './tiff-block.ts';
import type { TiffBlock, TiffDirectory } from './tiff-block.ts';

const orientation = 0x0112;
const widths = [0x0100, 0xa002];
const heights = [0x0101, 0xa003];
/** Where a thumbnail's bytes are and how many: JPEG, then uncompressed. */
const thumbnails = [
  [0x0201, 0x0202],
  [0x0111, 0x0117],
] as const;

/**
 * An EXIF record made true again: orientation upright, width and height those of the photo, no embedded thumbnail
 * (it would go on showing the unrestored picture). Everything else stays where it is, byte for byte, because makers'
 * notes hold offsets that break when they move.
 *
 * @param record with or without the leading "Exif\0\0"
 * @returns a new TIFF block; undefined if the record is damaged
 */
export function settleExif(record: Uint8Array, width: number, height: number): Uint8Array | undefined {
  const bytes = Uint8Array.from(record.subarray(prefixLength(record)));
  const block = openTiffBlock(bytes);
  const main = block && readDirectory(block, block.first);
  if (block === undefined || main === undefined) return undefined;
  const detail = followPointer(block, main, pointers.exif);
  for (const directory of [main, detail]) {
    setNumber(block, directory, [orientation], 1);
    setNumber(block, directory, widths, width);
    setNumber(block, directory, heights, height);
  }
  return bytes.subarray(0, dropThumbnail(block, bytes, main));
}

function prefixLength(record: Uint8Array): number {
  return Buffer.from(record.buffer, record.byteOffset, Math.min(6, record.length)).toString('latin1') === 'Exif\0\0' ? 6 : 0;
}

/** Both types fit in the field's own four bytes. */
function setNumber({ view, littleEndian }: TiffBlock, directory: TiffDirectory | undefined, tags: readonly number[], value: number): void {
  for (const field of directory?.fields ?? []) {
    if (!tags.includes(field.tag) || field.count !== 1) continue;
    const type = value > 65535 ? 4 : 3;
    view.setUint16(field.at + 2, type, littleEndian);
    view.setUint32(field.at + 8, 0, littleEndian);
    if (type === 4) view.setUint32(field.at + 8, value, littleEndian);
    else view.setUint16(field.at + 8, value, littleEndian);
  }
}

/** Unlinks the thumbnail's directory and blanks its pixels. @returns how many bytes are still needed */
function dropThumbnail(block: TiffBlock, bytes: Uint8Array, main: TiffDirectory): number {
  const directory = main.next === 0 ? undefined : readDirectory(block, main.next);
  if (main.nextAt !== undefined) block.view.setUint32(main.nextAt, 0, block.littleEndian);
  if (directory === undefined) return bytes.length;
  let needed = bytes.length;
  for (const [whereTag, lengthTag] of thumbnails) {
    const where = directory.fields.find(({ tag }) => tag === whereTag);
    const length = directory.fields.find(({ tag }) => tag === lengthTag);
    if (where?.count !== 1 || length?.count !== 1) continue;
    const start = wholeNumber(block, where);
    const end = start + wholeNumber(block, length);
    // A thumbnail that claims bytes of the directories themselves is a lie; blanking it would destroy the record.
    if (start <= Math.max(main.nextAt ?? 0, main.next) || end > bytes.length) continue;
    bytes.fill(0, start, end);
    if (end >= bytes.length - 1) needed = start;
  }
  return needed;
}
