import { crc32 } from 'node:zlib';
import type { AttachedRecords } from './attach-records.ts';

/** A PNG with an EXIF record (an eXIf chunk) before its pixels, and without the resolution that libvips makes up where none is known. */
export function withPngChunks(png: Uint8Array, { exif, density }: AttachedRecords): Uint8Array {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, 8)];
  let at = 8;
  while (at + 12 <= bytes.length) {
    const type = bytes.toString('latin1', at + 4, at + 8);
    // The pixels and all behind them go over as they are.
    if (type === 'IDAT') break;
    const end = at + 12 + bytes.readUInt32BE(at);
    if (type !== 'eXIf' && (density !== undefined || type !== 'pHYs')) kept.push(bytes.subarray(at, end));
    at = end;
  }
  if (exif !== undefined) kept.push(chunk('eXIf', exif));
  return Buffer.concat([...kept, bytes.subarray(at)]);
}

function chunk(type: string, payload: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), payload]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(payload.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
