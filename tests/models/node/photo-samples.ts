import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll } from 'vitest';
import { Random } from '../../../models/random.ts';

/** A folder that lives as long as the test file's tests. @returns the path of a file in it */
export function temporaryFolder(): (name: string) => string {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heirloom-photos-'));
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));
  return (name) => join(folder, name);
}

/** Random samples: every value of the range turns up somewhere. */
export function randomSamples(seed: number, count: number, bits: 8 | 16): Uint8Array | Uint16Array {
  const random = Random.fromSeed(seed);
  const values = bits === 16 ? new Uint16Array(count) : new Uint8Array(count);
  for (let i = 0; i < count; i++) values[i] = random.integer(2 ** bits);
  return values;
}

/** sharp around raw samples, told not to convert them. */
export function rawPicture(values: Uint8Array | Uint16Array, width: number, height: number, channels: 1 | 2 | 3 | 4): Sharp {
  const wide = values instanceof Uint16Array;
  const space = channels < 3 ? (wide ? 'grey16' : 'b-w') : wide ? 'rgb16' : 'srgb';
  return sharp(values, { raw: { width, height, channels } }).toColourspace(space);
}

/** A smooth picture with an edge, which lossy formats hold within a few levels. */
export function gradientPicture(width: number, height: number): Sharp {
  const values = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      values[at] = Math.round((200 * x) / width) + 20;
      values[at + 1] = Math.round((200 * y) / height) + 20;
      values[at + 2] = x > width / 2 ? 180 : 60;
    }
  }
  return rawPicture(values, width, height, 3);
}

/** Samples as sharp, not Heirloom, finds them in a file. */
export async function samplesIn(path: string, depth: 'uchar' | 'ushort'): Promise<{ values: Uint8Array | Uint16Array; channels: number }> {
  const { space, channels: stored } = await sharp(path).metadata();
  const grey = space === 'b-w' || space === 'grey16';
  const target = grey ? (depth === 'ushort' ? 'grey16' : stored === 2 ? 'srgb' : 'b-w') : depth === 'ushort' ? 'rgb16' : 'srgb';
  const { data, info } = await sharp(path).keepIccProfile().toColourspace(target).raw({ depth }).toBuffer({ resolveWithObject: true });
  const values = depth === 'ushort' ? new Uint16Array(Uint8Array.from(data).buffer) : Uint8Array.from(data);
  return { values, channels: info.channels };
}

/** An ICC profile of one grey channel with the given gamma, as scanners attach them (ICC.1:2001-04, minimal). */
export function greyProfile(gamma: number): Buffer {
  const text = (signature: string, body: Buffer): Buffer => Buffer.concat([Buffer.from(`${signature}\0\0\0\0`, 'latin1'), body]);
  const count = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const curve = Buffer.alloc(4);
  curve.writeUInt16BE(Math.round(gamma * 256));
  const d50 = Buffer.concat([count(0xf6d6), count(0x10000), count(0xd32d)]);
  const name = Buffer.from(`gamma ${gamma}\0`, 'latin1');
  const tags: [string, Buffer][] = [
    ['desc', text('desc', Buffer.concat([count(name.length), name, Buffer.alloc(80)]))],
    ['cprt', text('text', Buffer.from('CC0\0'))],
    ['wtpt', text('XYZ ', d50)],
    ['kTRC', text('curv', Buffer.concat([count(1), curve]))],
  ];
  const padded = tags.map(([, body]) => Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]));
  const table = Buffer.alloc(4 + 12 * tags.length);
  table.writeUInt32BE(tags.length);
  let at = 128 + table.length;
  tags.forEach(([signature, body], i) => {
    table.write(signature, 4 + 12 * i, 'latin1');
    table.writeUInt32BE(at, 8 + 12 * i);
    table.writeUInt32BE(body.length, 12 + 12 * i);
    at += padded[i]!.length;
  });
  const header = Buffer.alloc(128);
  header.writeUInt32BE(at, 0);
  header.writeUInt32BE(0x02400000, 8);
  header.write('mntrGRAYXYZ ', 12, 'latin1');
  header.set(Buffer.from([7, 209, 0, 1, 0, 1]), 24);
  header.write('acsp', 36, 'latin1');
  header.set(d50, 68);
  return Buffer.concat([header, table, ...padded]);
}

/** One directory entry of a TIFF block under construction: a value of at most four bytes, or where a longer one is. */
export type Entry = readonly [tag: number, type: number, count: number, value: number | Buffer];

type Directory = readonly [at: number, entries: readonly Entry[], next: number];

/** A TIFF block, written by hand so that nothing of the code under test takes part. Directories at their own offsets. */
export function tiffBlock(littleEndian: boolean, size: number, directories: readonly Directory[]): Buffer {
  const bytes = Buffer.alloc(size);
  const u16 = (value: number, at: number): unknown => (littleEndian ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at));
  const u32 = (value: number, at: number): unknown => (littleEndian ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at));
  bytes.write(littleEndian ? 'II' : 'MM', 0, 'latin1');
  u16(42, 2);
  u32(directories[0]![0], 4);
  for (const [start, entries, next] of directories) {
    u16(entries.length, start);
    entries.forEach(([tag, type, count, value], i) => {
      const at = start + 2 + 12 * i;
      u16(tag, at);
      u16(type, at + 2);
      u32(count, at + 4);
      if (typeof value !== 'number') bytes.set(value, at + 8);
      else if (type === 3 && count === 1) u16(value, at + 8);
      else u32(value, at + 8);
    });
    u32(next, start + 2 + 12 * entries.length);
  }
  return bytes;
}

/**
 * An EXIF record as a camera writes it: sideways, with the size before turning, a maker's note whose offset matters, a
 * place, and a JPEG thumbnail at its end.
 */
export function cameraExif(littleEndian: boolean, orientation = 6): Buffer {
  const thumbnailAt = 400;
  const thumbnail = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(200, 0xab), Buffer.from([0xff, 0xd9])]);
  const main: Entry[] = [
    [0x010f, 2, 8, 300],
    [0x0112, 3, 1, orientation],
    [0x011a, 5, 1, 320],
    [0x011b, 5, 1, 320],
    [0x0128, 3, 1, 2],
    [0x8769, 4, 1, 110],
    [0x8825, 4, 1, 180],
  ];
  const bytes = tiffBlock(littleEndian, thumbnailAt + thumbnail.length, [
    [8, main, 216],
    [110, [[0x9003, 2, 20, 340], [0x927c, 7, 24, 364], [0xa002, 3, 1, 48], [0xa003, 3, 1, 32]], 0],
    [180, [[0x0001, 2, 2, Buffer.from('N\0\0\0')], [0x0002, 5, 3, 270]], 0],
    [216, [[0x0103, 3, 1, 6], [0x0201, 4, 1, thumbnailAt], [0x0202, 4, 1, thumbnail.length]], 0],
  ]);
  const u32 = (value: number, at: number): unknown => (littleEndian ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at));
  [51, 1, 30, 1, 3230, 100].forEach((value, i) => u32(value, 270 + 4 * i));
  bytes.write('Heirlo\0\0', 300, 'latin1');
  u32(300, 320);
  u32(1, 324);
  bytes.write('1927:10:29 12:00:00\0', 340, 'latin1');
  bytes.write('MAKER NOTE 0123456789abc', 364, 'latin1');
  bytes.set(thumbnail, thumbnailAt);
  return bytes;
}

export async function save(path: string, bytes: Uint8Array): Promise<string> {
  await writeFile(path, bytes);
  return path;
}
