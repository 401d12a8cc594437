import { crc32 } from 'node:zlib';
import type { AttachedRecords } from './attach-records.ts';
import { knownResolution } from './resolution.ts';

const signatureLength = 8;

/** A PNG with an EXIF record (an eXIf chunk) before its pixels, and without the resolution that libvips makes up where none is known. */
export function withPngChunks(png: Uint8Array, { exif, density }: AttachedRecords): Uint8Array {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, signatureLength)];
  const { before, pixelsAt } = chunksBeforePixels(bytes);
  for (const { type, start, end } of before) {
    if (type !== 'eXIf' && (density !== undefined || type !== 'pHYs')) kept.push(bytes.subarray(start, end));
  }
  if (exif !== undefined) kept.push(chunk('eXIf', exif));
  // The pixels and all behind them go over as they are.
  return Buffer.concat([...kept, bytes.subarray(pixelsAt)]);
}

/** The resolution in a PNG's pHYs chunk, in dots per inch; undefined if there is none. */
export function pngResolution(png: Buffer): number | undefined {
  const found = chunksBeforePixels(png).before.find(({ type, start, end }) => type === 'pHYs' && end - start === 21);
  if (found === undefined || png[found.start + 16] !== 1) return undefined;
  // Whole dots per inch, as it was before PNG made it dots per metre.
  return knownResolution(Math.round(png.readUInt32BE(found.start + 8) * 0.0254));
}

interface Chunk {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

function chunksBeforePixels(bytes: Buffer): { before: readonly Chunk[]; pixelsAt: number } {
  const before: Chunk[] = [];
  let start = signatureLength;
  while (start + 12 <= bytes.length) {
    const type = bytes.toString('latin1', start + 4, start + 8);
    if (type === 'IDAT') break;
    const end = start + 12 + bytes.readUInt32BE(start);
    before.push({ type, start, end: Math.min(end, bytes.length) });
    start = end;
  }
  return { before, pixelsAt: start };
}

function chunk(type: string, payload: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), payload]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(payload.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
