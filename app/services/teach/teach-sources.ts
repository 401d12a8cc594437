import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { TeachId } from '../../contract/teach.ts';
import { asWriteFailure } from '../../../models/node/atomic-file.ts';

/** Photos that a browser has sent to teach from: the only copies that are made, and they go when they are no longer read. */
export class TeachUploads {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  of(id: TeachId): string {
    return join(this.#folder, id);
  }

  /** Takes over the file at `path`. @param number of the upload @throws AppFailure 'disk-full', 'output-unwritable' */
  async take(id: TeachId, number: number, name: string, path: string): Promise<void> {
    const plain = basename(name).replaceAll(/[<>:"|?*\\\p{Cc}]/gu, '_').replace(/^\.+/, '_');
    const room = join(this.of(id), String(number));
    try {
      await mkdir(room, { recursive: true, mode: 0o700 });
      await rename(path, join(room, plain === '' ? 'photo' : plain));
    } catch (error) {
      await rm(path, { force: true });
      throw asWriteFailure(error, room);
    }
  }

  async forget(id: TeachId): Promise<void> {
    await rm(this.of(id), { recursive: true, force: true });
  }
}

/** The folders themselves, and those that the files lie in. */
export async function foldersOf(paths: readonly string[]): Promise<readonly string[]> {
  const folders = paths.map(async (path) => {
    const status = await stat(path).catch(() => undefined);
    return status?.isFile() === true ? dirname(path) : path;
  });
  return [...new Set(await Promise.all(folders))];
}
