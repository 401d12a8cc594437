/** VP8X flags. */
const hasAlpha = 0x10;
const hasExif = 0x08;

/** A WebP with an EXIF record: as the last chunk but XMP, and told of in the extended header, which is added if it is missing. */
export function withWebpExif(webp: Uint8Array, exif: Uint8Array, width: number, height: number): Uint8Array {
  const bytes = Buffer.from(webp.buffer, webp.byteOffset, webp.byteLength);
  const chunks = chunksOf(bytes).filter((chunk) => typeOf(chunk) !== 'EXIF');
  const first = chunks[0];
  if (first === undefined) throw new RangeError('Expected a WebP.');
  const header = typeOf(first) === 'VP8X' ? Buffer.from(first) : extendedHeader(first, width, height);
  header[8] = (header[8] as number) | hasExif;
  const others = chunks.filter((chunk) => typeOf(chunk) !== 'VP8X');
  const xmp = others.filter((chunk) => typeOf(chunk) === 'XMP ');
  const body = Buffer.concat([header, ...others.filter((chunk) => !xmp.includes(chunk)), framed('EXIF', exif), ...xmp]);
  const riff = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  riff.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([riff, body]);
}

function typeOf(chunk: Buffer): string {
  return chunk.toString('latin1', 0, 4);
}

/** Each with its header and its padding. */
function chunksOf(bytes: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    chunks.push(bytes.subarray(at, end));
    at = end;
  }
  return chunks;
}

function extendedHeader(pixels: Buffer, width: number, height: number): Buffer {
  const payload = Buffer.alloc(10);
  // A lossless picture says in its own header (bit 28 behind the signature byte) whether it uses alpha; a lossy one without VP8X has none.
  const alpha = typeOf(pixels) === 'VP8L' && ((pixels[12] as number) & 0x10) !== 0;
  payload[0] = alpha ? hasAlpha : 0;
  payload.writeUIntLE(width - 1, 4, 3);
  payload.writeUIntLE(height - 1, 7, 3);
  return framed('VP8X', payload);
}

function framed(type: string, payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(8 + payload.length + (payload.length % 2));
  bytes.write(type, 0, 'latin1');
  bytes.writeUInt32LE(payload.length, 4);
  bytes.set(payload, 8);
  return bytes;
}
