import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppFailure } from '../failure.ts';

/**
 * Writes a whole file or nothing: at every moment, also through SIGKILL or a power cut, `path` holds either its old
 * bytes or all of the new ones. The bytes go to a temporary file in the same folder, are forced to the disk, and take
 * the name in one rename. A file in the way is replaced and keeps its permission bits; a symbolic link in the way is
 * replaced itself, so that what it points to is never touched.
 *
 * @param path its folder must exist
 * @throws AppFailure 'disk-full' or 'output-unwritable'; nothing is left behind then
 */
export async function writeFileAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(resolve(path));
  await sweepOnce(folder);
  const temporary = join(folder, `${TEMPORARY_PREFIX}${process.pid}-${randomUUID()}.tmp`);
  try {
    await writeAndForce(temporary, bytes, await permissionBits(path));
    await renameAtomically(temporary, path);
  } catch (error) {
    await removeIfThere(temporary);
    throw asWriteFailure(error, path);
  }
}

/**
 * Gives a finished file its final name in the same folder, in place of what had it, and forces that to the disk.
 *
 * @throws AppFailure 'disk-full' or 'output-unwritable'
 */
export async function renameAtomically(from: string, to: string): Promise<void> {
  try {
    await renamePatiently(from, to);
    await forceFolder(dirname(resolve(to)));
  } catch (error) {
    throw asWriteFailure(error, to);
  }
}

/**
 * Makes a folder, and those above it, for what is to be written there; one that is there is left as it is.
 *
 * @param path what a failure's sentence speaks of, in that folder or the folder itself
 * @throws AppFailure 'disk-full' or 'output-unwritable'
 */
export async function makeFolder(folder: string, path: string = folder): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw asWriteFailure(error, path);
  }
}

/** The failure for what the system said while `path` was written; any other error comes back as it is. */
export function asWriteFailure(error: unknown, path: string): unknown {
  const code = systemCode(error);
  if (code === undefined) return error;
  const folder = dirname(resolve(path));
  const sentence = `${basename(path)} cannot be written to ${folder}: ${reasons[code] ?? `the system said ${code}; choose another folder`}.`;
  return new AppFailure(code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'output-unwritable', sentence, { cause: error });
}

/** Short on purpose: a photo's own name may already be as long as the file system allows. */
const TEMPORARY_PREFIX = `.heirloom-${createHash('sha256').update(hostname()).digest('hex').slice(0, 8)}-`;

const sweptFolders = new Set<string>();

/** Removes what writers killed in mid-write left here; once per folder and process, as a folder may hold many photos. */
async function sweepOnce(folder: string): Promise<void> {
  if (sweptFolders.has(folder)) return;
  const names = await readdir(folder).catch((error: unknown) => {
    // A folder may let us create files but not list them; whatever else is wrong, the write will say it.
    if (systemCode(error) === undefined) throw error;
    return [];
  });
  sweptFolders.add(folder);
  for (const name of names) {
    if (!name.startsWith(TEMPORARY_PREFIX) || !name.endsWith('.tmp')) continue;
    const writer = Number.parseInt(name.slice(TEMPORARY_PREFIX.length), 10);
    if (Number.isSafeInteger(writer) && writer > 0 && !isRunning(writer)) await removeIfThere(join(folder, name));
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) !== 'ESRCH';
  }
}

async function permissionBits(path: string): Promise<number> {
  try {
    return (await stat(path)).mode & 0o777;
  } catch {
    return 0o666;
  }
}

async function writeAndForce(temporary: string, bytes: Uint8Array, mode: number): Promise<void> {
  const file = await open(temporary, 'wx', mode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** On Windows a virus scanner or a preview may hold the old file for a moment: try again for up to about two seconds. */
async function renamePatiently(from: string, to: string): Promise<void> {
  for (let waitMs = 10; ; waitMs *= 2) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const passing = process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(systemCode(error) ?? '');
      if (!passing || waitMs > 1000) throw error;
      await sleep(waitMs);
    }
  }
}

/** Forces the rename itself to the disk. Windows cannot open a folder, and some network file systems cannot force one. */
async function forceFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EACCES'].includes(systemCode(error) ?? '')) throw error;
  }
}

/** Only for temporary files; the failure that led here is the one worth telling. */
async function removeIfThere(temporary: string): Promise<void> {
  await unlink(temporary).catch((error: unknown) => {
    if (systemCode(error) === undefined) throw error;
  });
}

const inTheWay = 'a folder of that name is in the way; choose another name';
const readOnly = 'you may not write there; choose another folder';
const full = 'there is no room left; free some space or choose another folder';

const reasons: Readonly<Partial<Record<string, string>>> = {
  ENOSPC: full,
  EDQUOT: full,
  ENOENT: 'there is no such folder; make it or choose another one',
  ENOTDIR: 'that is not a folder; choose another one',
  EACCES: readOnly,
  EPERM: readOnly,
  EROFS: readOnly,
  EISDIR: inTheWay,
  ENOTEMPTY: inTheWay,
  EEXIST: inTheWay,
  ENAMETOOLONG: 'its name is too long; choose a shorter one',
};

/** Only what the system said has an errno; Node's complaints about a wrong argument have a code too. */
function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'errno' in error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
