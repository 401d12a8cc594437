/** What stands before an EXIF record in an AVIF: where in it the TIFF block begins, then the usual prefix. */
const prefix = Buffer.from('\0\0\0\x06Exif\0\0', 'latin1');

/**
 * An AVIF whose EXIF item holds the given record. The item must be there already (sharp writes one when it is asked for
 * any EXIF tag), so that the tables need not grow: only where the item lies and how long it is changes, and the record
 * goes behind everything else.
 */
export function withAvifExif(avif: Uint8Array, exif: Uint8Array): Uint8Array {
  const bytes = Buffer.from(avif);
  const meta = boxesIn(bytes, 0, bytes.length).find(({ type }) => type === 'meta');
  const tables = meta === undefined ? [] : boxesIn(bytes, meta.start + 4, meta.end);
  const information = tables.find(({ type }) => type === 'iinf');
  const location = tables.find(({ type }) => type === 'iloc');
  const item = information && exifItem(bytes, information);
  if (item === undefined || location === undefined) throw new RangeError('Expected an AVIF with an EXIF item.');
  const header = Buffer.from('\0\0\0\0mdat', 'latin1');
  header.writeUInt32BE(header.length + prefix.length + exif.length);
  moveItem(bytes, location, item, bytes.length + header.length, prefix.length + exif.length);
  return Buffer.concat([bytes, header, prefix, exif]);
}

interface Box {
  readonly type: string;
  /** Of its payload. */
  readonly start: number;
  readonly end: number;
}

function boxesIn(bytes: Buffer, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to; ) {
    const size = bytes.readUInt32BE(at);
    const large = size === 1;
    const length = large ? Number(bytes.readBigUInt64BE(at + 8)) : size === 0 ? to - at : size;
    if (length < 8) break;
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), start: at + (large ? 16 : 8), end: Math.min(to, at + length) });
    at += length;
  }
  return boxes;
}

/** Number of the item of type "Exif" (ISO/IEC 14496-12, ItemInfoBox). */
function exifItem(bytes: Buffer, { start, end }: Box): number | undefined {
  const entries = start + 4 + (bytes[start] === 0 ? 2 : 4);
  for (const { type, start: at } of boxesIn(bytes, entries, end)) {
    if (type !== 'infe') continue;
    const wide = bytes[at] === 3;
    const typeAt = at + 4 + (wide ? 4 : 2) + 2;
    if (bytes.toString('latin1', typeAt, typeAt + 4) === 'Exif') return bytes.readUIntBE(at + 4, wide ? 4 : 2);
  }
  return undefined;
}

/** Writes the one extent of an item anew (ISO/IEC 14496-12, ItemLocationBox). */
function moveItem(bytes: Buffer, { start }: Box, item: number, offset: number, length: number): void {
  const version = bytes[start] as number;
  const sizes = bytes.readUInt16BE(start + 4);
  const [offsetSize, lengthSize, baseSize, indexSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15, version === 0 ? 0 : sizes & 15];
  const numberSize = version < 2 ? 2 : 4;
  let at = start + 6 + numberSize;
  for (let left = bytes.readUIntBE(start + 6, numberSize); left > 0; left--) {
    const number = bytes.readUIntBE(at, numberSize);
    at += numberSize + (version === 0 ? 0 : 2) + 2;
    const baseAt = at;
    const extents = bytes.readUInt16BE(baseAt + baseSize);
    at = baseAt + baseSize + 2;
    if (number === item && extents === 1) {
      bytes.fill(0, baseAt, baseAt + baseSize);
      writeWide(bytes, at + indexSize, offsetSize, offset);
      writeWide(bytes, at + indexSize + offsetSize, lengthSize, length);
      return;
    }
    at += extents * (indexSize + offsetSize + lengthSize);
  }
  throw new RangeError('The EXIF item has no place of its own.');
}

function writeWide(bytes: Buffer, at: number, size: number, value: number): void {
  if (size === 8) bytes.writeBigUInt64BE(BigInt(value), at);
  else bytes.writeUIntBE(value, at, size);
}
