/** A TIFF block: what an EXIF record is, and what a TIFF file is. `view` spans all of it; offsets count from its first byte. */
export interface TiffBlock {
  readonly view: DataView;
  readonly littleEndian: boolean;
  /** Offset of the first directory. */
  readonly first: number;
}

/** One line of a directory. */
export interface TiffField {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Offset of the 12 bytes that hold tag, type, count and value (or where the value is). */
  readonly at: number;
  readonly valueAt: number;
  readonly byteLength: number;
}

export interface TiffDirectory {
  readonly fields: readonly TiffField[];
  /** Offset of the four bytes that point to the next directory; undefined where a writer left them out. */
  readonly nextAt: number | undefined;
  readonly next: number;
}

/** The tags that point to further directories. */
export const pointers = { exif: 0x8769, gps: 0x8825, interop: 0xa005 } as const;

/** Bytes of one value of each TIFF 6.0 type: byte, ascii, short, long, rational, and so on. 0 = no such type. */
export const typeSizes: readonly number[] = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

/** undefined if it is no (classic) TIFF block. */
export function openTiffBlock(bytes: Uint8Array): TiffBlock | undefined {
  if (bytes.length < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const littleEndian = order === 0x4949;
  if (view.getUint16(2, littleEndian) !== 42) return undefined;
  return { view, littleEndian, first: view.getUint32(4, littleEndian) };
}

/** undefined if it does not lie within the block; fields whose values do not are left out. */
export function readDirectory({ view, littleEndian }: TiffBlock, offset: number): TiffDirectory | undefined {
  if (offset < 8 || offset + 2 > view.byteLength) return undefined;
  const count = view.getUint16(offset, littleEndian);
  const end = offset + 2 + count * 12;
  if (end > view.byteLength) return undefined;
  const fields: TiffField[] = [];
  for (let at = offset + 2; at < end; at += 12) {
    const type = view.getUint16(at + 2, littleEndian);
    const values = view.getUint32(at + 4, littleEndian);
    const byteLength = values * (typeSizes[type] ?? 0);
    const valueAt = byteLength <= 4 ? at + 8 : view.getUint32(at + 8, littleEndian);
    if (byteLength === 0 || valueAt + byteLength > view.byteLength) continue;
    fields.push({ tag: view.getUint16(at, littleEndian), type, count: values, at, valueAt, byteLength });
  }
  const hasNext = end + 4 <= view.byteLength;
  return { fields, nextAt: hasNext ? end : undefined, next: hasNext ? view.getUint32(end, littleEndian) : 0 };
}

/** The first value of a field as a whole number (byte, short or long). */
export function wholeNumber({ view, littleEndian }: TiffBlock, { type, valueAt }: TiffField): number {
  if (type === 3) return view.getUint16(valueAt, littleEndian);
  if (type === 4 || type === 13) return view.getUint32(valueAt, littleEndian);
  return view.getUint8(valueAt);
}

/** The directory that a pointer field of another one leads to. */
export function followPointer(block: TiffBlock, directory: TiffDirectory | undefined, tag: number): TiffDirectory | undefined {
  const pointer = directory?.fields.find((field) => field.tag === tag && (field.type === 4 || field.type === 13));
  return pointer === undefined ? undefined : readDirectory(block, wholeNumber(block, pointer));
}
