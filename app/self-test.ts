import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApplication } from './application.ts';
import type { CallName, Input, Output } from './contract.ts';
import type { JobView } from './contract/job.ts';
import type { Application, Host, WorkerProcess } from './host.ts';
import { AppFailure } from '../models/failure.ts';

/** What a packed program says of itself: printed as JSON by `heirloom --self-test`. */
export interface Verdict {
  readonly ok: boolean;
  readonly version: string;
  readonly platform: string;
  readonly arch: string;
  /** Milliseconds from starting the process that computes to its first answer; null if none came. */
  readonly workerStartMs: number | null;
  /** Milliseconds from starting the job to its picture. */
  readonly restoreMs: number | null;
  /** Id of the model that was used. */
  readonly model: string | null;
  /** Pixels that were not marked and changed all the same: 0 is the promise. */
  readonly changedOutside: number | null;
  readonly changedInside: number | null;
  /** Of the job: which device was chosen, and why. */
  readonly notes: readonly string[];
  /** One sentence if it is not ok. */
  readonly failure: string | null;
}

const jobLimitMs = 300_000;

/**
 * Restores a hole in an example photograph as a person would, with the program's own models, worker and files, in a folder of its
 * own that is removed afterwards.
 * @param host without what the test brings itself
 */
export async function selfTest(host: Omit<Host, 'folder' | 'kind' | 'dialogs' | 'modelFolders' | 'quit'>): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'heirloom-self-test-'));
  const found: { -readonly [Key in keyof Verdict]: Verdict[Key] } = {
    ok: false, version: '', platform: process.platform, arch: process.arch, workerStartMs: null, restoreMs: null,
    model: null, changedOutside: null, changedInside: null, notes: [], failure: null,
  };
  let application: Application | undefined;
  try {
    const dialogs = { choosePhotos: async () => [], chooseMask: async () => null, chooseModel: async () => null, saveAs: async () => null };
    application = await createApplication({ ...host, kind: 'desktop', folder, modelFolders: [], dialogs, quit: () => undefined });
    found.version = (await ask(application, 'app.describe', {})).version;
    found.workerStartMs = await timeWorker(() => host.startWorker());
    await restore(application, found);
    found.ok = found.changedOutside === 0 && (found.changedInside ?? 0) > 0;
    if (!found.ok) found.failure = 'The example was restored, but not only what was marked has changed.';
  } catch (error) {
    found.failure = error instanceof AppFailure ? error.message : String(error instanceof Error ? error.stack : error);
  } finally {
    await application?.close();
    await rm(folder, { recursive: true, force: true });
  }
  return found;
}

async function restore(application: Application, found: { -readonly [Key in keyof Verdict]: Verdict[Key] }): Promise<void> {
  const photo = await ask(application, 'photos.openExample', { name: 'nagasaki-boats' });
  const middle = { x: photo.width / 2, y: photo.height / 2 };
  const marks = [{ kind: 'rectangle' as const, from: middle, to: { x: middle.x + 24, y: middle.y + 16 } }];
  const started = performance.now();
  const ended = new Promise<JobView>((resolve, reject) => {
    const timer = setTimeout(() => reject(new AppFailure('engine-failed', 'The example was not restored within five minutes.')), jobLimitMs);
    application.listen((name, payload) => {
      const job = payload as JobView;
      if (name !== 'jobs.changed' || job.state === 'queued' || job.state === 'running') return;
      clearTimeout(timer);
      resolve(job);
    });
  });
  await ask(application, 'jobs.start', { photo: photo.id, version: null, step: { task: 'inpaint', marks }, seeds: [1] });
  const job = await ended;
  found.restoreMs = Math.round(performance.now() - started);
  found.notes = job.notes;
  const [version] = job.versions;
  if (version === undefined) throw new AppFailure('engine-failed', job.failure?.message ?? `The job ended as ${job.state}.`);
  const [open] = await ask(application, 'photos.list', {});
  found.model = open?.versions.find(({ id }) => id === version)?.model ?? null;
  const { changedOutside, changedInside } = await ask(application, 'results.check', { photo: photo.id, version });
  Object.assign(found, { changedOutside, changedInside });
}

/** From the start of a process to the refusal of an errand that nobody can run: by then all of its code is loaded. */
async function timeWorker(start: () => WorkerProcess): Promise<number> {
  const began = performance.now();
  const worker = start();
  try {
    await new Promise<void>((resolve, reject) => {
      worker.onMessage(() => resolve());
      worker.onExit((code) => reject(new AppFailure('worker-died', `The process that computes ended with ${code} as soon as it was started.`)));
      worker.post({ kind: 'errand', id: 0, name: 'importMask', input: { path: '' } });
    });
    return Math.round(performance.now() - began);
  } finally {
    worker.kill();
  }
}

async function ask<Name extends CallName>(application: Application, name: Name, input: Input<Name>): Promise<Output<Name>> {
  const answer = await application.answer(name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
  return answer.value;
}
