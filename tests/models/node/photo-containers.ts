import { crc32, deflateSync } from 'node:zlib';

// Records put into containers by hand: nothing of the code under test takes part.

/** An APP1 segment with the record right behind the start of the JPEG. */
export function jpegWithExif(jpeg: Buffer, exif: Buffer): Buffer {
  return jpegWithSegment(jpeg, 0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]));
}

/** Photoshop's APP13 segment: another resource, then the IPTC datasets. */
export function jpegWithIptc(jpeg: Buffer, iptc: Buffer): Buffer {
  const resource = (id: number, data: Buffer): Buffer => {
    const head = Buffer.from('8BIM\0\0\0\0\0\0\0\0', 'latin1');
    head.writeUInt16BE(id, 4);
    head.writeUInt32BE(data.length, 8);
    return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
  };
  const body = Buffer.concat([Buffer.from('Photoshop 3.0\0', 'latin1'), resource(0x03ed, Buffer.alloc(15, 1)), resource(0x0404, iptc)]);
  return jpegWithSegment(jpeg, 0xed, body);
}

function jpegWithSegment(jpeg: Buffer, marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

/** An eXIf chunk behind the header chunk. */
export function pngWithExif(png: Buffer, exif: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from('eXIf', 'latin1'), exif]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(exif.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([png.subarray(0, 33), length, body, check, png.subarray(33)]);
}

/** The chunks of a PNG or WebP, or the segments of a JPEG up to its pixels, as their names and sizes. */
export function pngChunks(png: Buffer): string[] {
  const names: string[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) names.push(png.toString('latin1', at + 4, at + 8));
  return names;
}

/** IPTC-IIM datasets of record 2: a caption (120) and a city (90). */
export function captionIptc(caption: string): Buffer {
  const dataset = (number: number, text: string): Buffer => {
    const value = Buffer.from(text, 'utf8');
    const head = Buffer.from([0x1c, 2, number, 0, 0]);
    head.writeUInt16BE(value.length, 3);
    return Buffer.concat([head, value]);
  };
  return Buffer.concat([dataset(90, 'Brussels'), dataset(120, caption)]);
}

/** An EXIF chunk at the end of a WebP that has an extended header (as one with a profile does). */
export function webpWithExif(webp: Buffer, exif: Buffer): Buffer {
  const header = Buffer.from('EXIF\0\0\0\0', 'latin1');
  header.writeUInt32LE(exif.length, 4);
  const bytes = Buffer.concat([webp, header, exif, Buffer.alloc(exif.length % 2)]);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes[20] = bytes[20]! | 0x08;
  return bytes;
}

/** A black PNG of one bit a pixel, whole or (without `pixels`) a size with nothing behind it. */
export function blackPng(width: number, height: number, pixels: boolean): Buffer {
  const header = Buffer.from('IHDR\0\0\0\0\0\0\0\0\x01\0\0\0\0', 'latin1');
  header.writeUInt32BE(width, 4);
  header.writeUInt32BE(height, 8);
  const framed = (body: Buffer): Buffer => {
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(body.length - 4);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const rows = pixels ? deflateSync(Buffer.alloc((1 + Math.ceil(width / 8)) * height), { level: 1 }) : Buffer.alloc(0);
  const data = framed(Buffer.concat([Buffer.from('IDAT'), rows]));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), framed(header), data, framed(Buffer.from('IEND'))]);
}
