import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { Extract } from 'tar-stream';
import { AppFailure } from '../failure.ts';
import { isPhotoName } from './photo-formats.ts';

interface PackedPhoto {
  readonly name: string;
  /** As in the archive: still compressed. */
  readonly bytes: Buffer;
}

/** What is kept in memory of one archive; a larger one belongs in a folder. */
const largestTotal = 2 ** 31;

/**
 * The photos in a .tar or .tar.gz, read once from its first byte to its last. Nothing is unpacked to the disk.
 * @throws AppFailure 'training-data'
 */
export async function readTarPhotos(path: string): Promise<PackedPhoto[]> {
  const photos: PackedPhoto[] = [];
  const unpack = extract();
  try {
    const gunzip = (await isGzip(path)) ? [createGunzip()] : [];
    await Promise.all([pipeline([createReadStream(path, { highWaterMark: 2 ** 20 }), ...gunzip, unpack]), collect(unpack, path, photos)]);
  } catch (cause) {
    if (cause instanceof AppFailure) throw cause;
    throw new AppFailure('training-data', `"${path}" is no .tar file, or a damaged one: pack the photos again, or name a folder.`, { cause });
  }
  return photos;
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.readUInt16BE(0) === 0x1f8b;
  } finally {
    await file.close();
  }
}

async function collect(entries: Extract, path: string, photos: PackedPhoto[]): Promise<void> {
  let total = 0;
  for await (const entry of entries) {
    const { type } = entry.header;
    const name = posix.normalize(entry.header.name);
    if (type !== 'file' || isHidden(name) || !isPhotoName(name)) {
      entry.resume();
      continue;
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry as AsyncIterable<Uint8Array>) {
      total += chunk.length;
      if (total > largestTotal) {
        throw new AppFailure('training-data', `"${path}" holds more than 2 GiB of photos: unpack it and name the folder instead.`);
      }
      chunks.push(chunk);
    }
    photos.push({ name, bytes: Buffer.concat(chunks) });
  }
}

/** macOS packs a "._name" beside each file, with its colour labels. */
function isHidden(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.') && part !== '..');
}
