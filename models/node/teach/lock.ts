import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppFailure } from '../../failure.ts';
import { asWriteFailure } from '../atomic-file.ts';

/** A lock is touched this often by whoever holds it; one that was not for long belongs to nobody. */
const touchMs = 10_000;
const staleMs = 60_000;

/**
 * Keeps two wizards from working in one folder at once. A lock whose process has ended, or that has not been touched for a
 * minute (its number may be another program's by now), is taken over.
 * @returns lets go @throws AppFailure 'busy', 'output-unwritable'
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'lock');
  for (let tries = 0; ; tries++) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw asWriteFailure(error, file);
      if (tries > 0 || (await isHeld(file))) {
        throw new AppFailure('busy', 'Another window or command of Heirloom is teaching a model: finish or stop that first.', { cause: error });
      }
      await rm(file, { force: true });
    }
  }
  const touching = setInterval(() => {
    const now = new Date();
    // Gone with its folder, perhaps: then nothing is locked any more.
    utimes(file, now, now).catch(() => undefined);
  }, touchMs).unref();
  return async () => {
    clearInterval(touching);
    await rm(file, { force: true });
  };
}

async function isHeld(file: string): Promise<boolean> {
  const [text, status] = await Promise.all([readFile(file, 'utf8').catch(() => ''), stat(file).catch(() => undefined)]);
  const pid = Number.parseInt(text, 10);
  // A clock that was set back leaves a lock of tomorrow: as old as one of yesterday.
  if (status === undefined || Math.abs(Date.now() - status.mtimeMs) > staleMs) return false;
  return Number.isSafeInteger(pid) && pid > 0 && isRunning(pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
