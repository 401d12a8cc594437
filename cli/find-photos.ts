import { realpath, stat } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { listPhotos } from '../models/node/photo-list.ts';
import type { FoundPhoto } from './outputs.ts';

export interface FoundPhotos {
  readonly photos: readonly FoundPhoto[];
  /** What led nowhere, in the words a person typed; the rest is found all the same. */
  readonly failures: readonly { readonly path: string; readonly failure: unknown }[];
}

/**
 * Every photo that files, folders and globs name, each once, in the order typed.
 * @param leaveOut the folder of the results: found on the way through a folder above it, they are no photos to restore
 */
export async function findPhotos(
  patterns: readonly string[],
  { recursive, leaveOut }: { readonly recursive: boolean; readonly leaveOut: string },
): Promise<FoundPhotos> {
  const byPath = new Map<string, FoundPhoto>();
  const failures: { path: string; failure: unknown }[] = [];
  for (const pattern of patterns) {
    try {
      const start = await searchFolder(pattern);
      for (const path of await listPhotos([pattern], { recursive })) {
        if (start !== undefined && isBelow(leaveOut, start) && isBelow(path, leaveOut)) continue;
        const folder = start === undefined ? '' : relative(start, dirname(path));
        const real = await realpath(path);
        if (!byPath.has(real)) byPath.set(real, { path, folder });
      }
    } catch (failure) {
      failures.push({ path: pattern, failure });
    }
  }
  return { photos: [...byPath.values()], failures };
}

/** Where the search for a folder or a glob begins; undefined for a file that is named itself. */
async function searchFolder(pattern: string): Promise<string | undefined> {
  const status = await stat(pattern).catch(() => undefined);
  if (status !== undefined) return status.isDirectory() ? pattern : undefined;
  const parts = pattern.split('/');
  const wild = parts.findIndex((part) => /[*?[\]{}()!]/.test(part));
  return wild < 0 ? undefined : parts.slice(0, wild).join('/') || (pattern.startsWith('/') ? '/' : '.');
}

/** Strictly: a folder is not below itself. */
function isBelow(path: string, folder: string): boolean {
  const way = relative(resolve(folder), resolve(path));
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && resolve(way) !== way;
}
