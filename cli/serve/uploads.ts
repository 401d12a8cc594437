import { randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { AppFailure } from '../../models/failure.ts';
import { asWriteFailure } from '../../models/node/atomic-file.ts';

/**
 * Writes what is sent to a file of its own, as it comes. @returns its path
 * @throws AppFailure 'upload-too-large', 'disk-full', 'output-unwritable'; what had come is removed then. The request itself is
 * left as it is, so that the browser can still be told.
 */
export async function receiveUpload(request: IncomingMessage, folder: string, largestBytes: number): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > largestBytes) throw tooLarge(largestBytes);
  const path = join(folder, `${randomUUID()}.upload`);
  try {
    const file = await writing(path, async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return open(path, 'wx', 0o600);
    });
    try {
      let bytes = 0;
      for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        // Whoever does not say how much comes, or says it wrongly, is stopped at the limit all the same.
        bytes += piece.length;
        if (bytes > largestBytes) throw tooLarge(largestBytes);
        await writing(path, async () => file.appendFile(piece));
      }
    } finally {
      await file.close();
    }
    return path;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** What a person would call it: without folders, whichever system's, and without what could not be printed. */
export function uploadName(asked: string | null): string {
  const name = (asked ?? '').split(/[/\\]/).at(-1)?.replaceAll(/\p{Cc}/gu, '').trim() ?? '';
  return name === '' || /^\.+$/.test(name) ? 'photo' : name.slice(-200);
}

async function writing<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  return work().catch((error: unknown) => {
    throw asWriteFailure(error, path);
  });
}

function tooLarge(largestBytes: number): AppFailure {
  return new AppFailure('upload-too-large', `The file is larger than ${Math.round(largestBytes / 1e6)} MB: save the photo smaller, and open that.`);
}
