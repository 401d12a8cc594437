import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppFailure } from '../../failure.ts';
import { asWriteFailure } from '../atomic-file.ts';
import { emptyRecord, readTeachRecord, type TeachRecord, writeTeachRecord } from './record.ts';
import { lockFolder } from './lock.ts';

/** One wizard's work on one model to be: a folder with a record, a cache of pictures, and the run. */
export interface TeachSession {
  readonly id: string;
  readonly folder: string;
  /** As it was last saved. */
  readonly record: TeachRecord;
  /** Saves the record with these fields changed; whole or not at all. @throws AppFailure 'disk-full', 'output-unwritable' */
  update(change: Partial<TeachRecord>): Promise<void>;
  /** Lets another wizard in. */
  close(): Promise<void>;
}

/** Where the parts of a session lie. */
export function places(folder: string): Places {
  const cache = join(folder, 'cache');
  return {
    record: join(folder, 'session.json'),
    cache,
    thumbnail: (photo) => join(cache, 'thumbnails', `${photo}.webp`),
    crop: (crop) => join(cache, 'crops', `${crop}.png`),
    stripFolder: join(cache, 'strip'),
    strip: (name) => join(cache, 'strip', `${name}.png`),
    base: join(folder, 'base'),
    run: join(folder, 'run.safetensors'),
  };
}

interface Places {
  readonly record: string;
  /** Pictures that were made of photos: `emptyTeachCache` takes them away. */
  readonly cache: string;
  readonly thumbnail: (photo: number) => string;
  readonly crop: (crop: number) => string;
  /** What validation pictures look like: before, now, truth. */
  readonly stripFolder: string;
  readonly strip: (name: string) => string;
  readonly base: string;
  readonly run: string;
}

/**
 * Opens a session, or begins one.
 * @param root holds all sessions; made if missing, readable by its owner alone
 * @param id letters a-z, digits and dashes
 * @throws AppFailure 'busy' if another wizard works in `root`, 'checkpoint-invalid', 'output-unwritable'
 */
export async function openTeachSession(root: string, id: string): Promise<TeachSession> {
  if (!isSessionId(id)) throw new AppFailure('option-invalid', 'A session is named by letters a-z, digits and dashes.');
  await makePrivateFolder(root);
  const unlock = await lockFolder(root);
  const folder = join(root, id);
  try {
    let record = (await readTeachRecord(places(folder).record)) ?? emptyRecord;
    await makePrivateFolder(folder);
    return {
      id,
      folder,
      get record() {
        return record;
      },
      async update(change) {
        const next = { ...record, ...change };
        await writeTeachRecord(places(folder).record, next);
        record = next;
      },
      close: unlock,
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Ids of the sessions in a folder, sorted; none if it does not exist. */
export async function listTeachSessions(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() && isSessionId(entry.name)).map(({ name }) => name).sort();
}

/** Takes away the pictures made of a person's photos; a run that is not finished cannot go on then. */
export async function emptyTeachCache(session: TeachSession): Promise<void> {
  await session.update({ split: null });
  await rm(places(session.folder).cache, { recursive: true, force: true });
}

/** Closes a session and takes all of it away. */
export async function discardTeachSession(session: TeachSession): Promise<void> {
  await rm(session.folder, { recursive: true, force: true });
  await session.close();
}

function isSessionId(id: string): boolean {
  return /^[a-z0-9-]{1,64}$/.test(id);
}

/** @throws AppFailure 'disk-full', 'output-unwritable' */
export async function makePrivateFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw asWriteFailure(error, folder);
  }
}
