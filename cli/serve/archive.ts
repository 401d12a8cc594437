import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { makeZip } from 'client-zip';

/** These files as one zip archive, made while it is sent: no more than a piece of a file is in memory. Pictures are stored as they are. */
export function archiveOf(paths: readonly string[]): Readable {
  return Readable.fromWeb(makeZip(filesAt(paths)) as ReadableStream);
}

interface Stored {
  readonly name: string;
  readonly lastModified: Date;
  readonly size: number;
  readonly input: AsyncIterable<Uint8Array>;
}

async function* filesAt(paths: readonly string[]): AsyncGenerator<Stored> {
  for (const path of paths) {
    const { mtime, size } = await stat(path);
    yield { name: basename(path), lastModified: mtime, size, input: createReadStream(path) };
  }
}
