import { open, stat } from 'node:fs/promises';
import { refusal } from '../checkpoint/refusal.ts';
import { AppFailure } from '../failure.ts';

/**
 * Reads a whole file that a stranger may have made: never more of it than `maximumBytes`, and never a pipe or device,
 * which could keep us waiting for ever.
 *
 * @throws AppFailure 'checkpoint-invalid', also if there is no such file
 */
export async function readCheckpointFile(path: string, maximumBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readIfThere(path, maximumBytes);
  if (bytes === undefined) throw refusal(path, 'there is no such file');
  return bytes;
}

/** @returns undefined if there is no such file @throws AppFailure 'checkpoint-invalid' */
export async function readIfThere(path: string, maximumBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    if (!(await stat(path)).isFile()) throw refusal(path, 'it is not a file');
    return await readWhole(path, maximumBytes);
  } catch (error) {
    if (error instanceof AppFailure || !(error instanceof Error) || !('code' in error)) throw error;
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw refusal(path, `the system would not read it (${String(error.code)})`, error);
  }
}

async function readWhole(path: string, maximumBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > maximumBytes) throw refusal(path, `it is larger than ${Math.round(maximumBytes / 2 ** 20)} MB`);
    const bytes = new Uint8Array(size);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await file.read(bytes, length, size - length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}
