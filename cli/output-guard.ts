import { constants } from 'node:fs';
import { access, lstat, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AppFailure } from '../models/failure.ts';

/** Refuses outputs before any work is done for them. */
export interface OutputGuard {
  /** @throws AppFailure 'output-exists' or 'output-unwritable' */
  check(output: string): Promise<void>;
}

/**
 * @param sources files that are never written to, whatever name or link leads there
 * @param overwrite whether any other file may be replaced
 */
export async function guardOutputs(sources: readonly string[], overwrite: boolean): Promise<OutputGuard> {
  const identities = new Set(await Promise.all(sources.map(identity)));
  return {
    async check(output) {
      const there = await identity(output);
      if (there !== undefined && identities.has(there)) {
        throw new AppFailure('output-exists', `"${output}" is one of the photos to be restored, which are never written over: choose another --out.`);
      }
      if (there !== undefined || (await isLink(output))) {
        if (!overwrite) throw new AppFailure('output-exists', `"${output}" is there already: add --overwrite to replace it, or choose another --out.`);
      }
      await checkFolder(dirname(resolve(output)), output);
    },
  };
}

/** Device and inode: the same for every name of one file, also through links and other spellings. */
async function identity(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined; // not there, or not to be reached: reading or writing it will say why
  }
}

/** A link that leads nowhere takes the name too. */
async function isLink(path: string): Promise<boolean> {
  return lstat(path).then((status) => status.isSymbolicLink(), () => false);
}

/** The folder, or where it is yet to be made the nearest one above it, must take a new file. */
async function checkFolder(folder: string, output: string): Promise<void> {
  try {
    if (!(await stat(folder)).isDirectory()) throw unwritable(output, `${folder} is not a folder`);
    await access(folder, constants.W_OK);
  } catch (error) {
    if (error instanceof AppFailure) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const above = dirname(folder);
    if (code === 'ENOENT' && above !== folder) return checkFolder(above, output);
    const reason = code === 'ENOTDIR' ? 'part of its path is not a folder' : `${folder} may not be written to`;
    throw unwritable(output, reason, error);
  }
}

function unwritable(output: string, reason: string, cause?: unknown): AppFailure {
  return new AppFailure('output-unwritable', `"${output}" cannot be written because ${reason}: choose another --out.`, { cause });
}
