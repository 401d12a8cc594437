import { dirname } from 'node:path';
import { type CancelSignal, throwIfCancelled } from '../models/cancel.ts';
import { makeFolder } from '../models/node/atomic-file.ts';
import { type PhotoFile, readPhoto, writePhoto } from '../models/node/photo-file.ts';
import type { RestoreOptions, RestoreProgress, Restorer } from '../models/tasks/restore.ts';
import type { TaskId } from '../models/tasks/task.ts';
import type { RunEvent } from './events.ts';
import { failureEvent } from './failure-event.ts';
import type { OpenModel } from '../models/node/open-model.ts';
import type { OutputGuard } from './output-guard.ts';
import type { PlannedPhoto, PlannedResult } from './outputs.ts';
import { secondsSince } from './stopwatch.ts';

/** A task as the command line asks for it: a photo's file in, the restored photo's file out. */
export type RestoreFile = (file: PhotoFile, restorer: Restorer, options: RestoreOptions) => AsyncGenerator<RestoreProgress, PhotoFile>;

export interface Run {
  readonly task: TaskId;
  readonly planned: readonly PlannedPhoto[];
  readonly guard: OutputGuard;
  /** The model opens while the first photo is read. */
  readonly opening: Promise<OpenModel>;
  readonly restore: RestoreFile;
  readonly choices: Omit<RestoreOptions, 'seed' | 'signal'>;
  readonly writing: { readonly quality: number | undefined; readonly overwrite: boolean };
  readonly signal: CancelSignal;
}

/**
 * Restores one photo after the other. A photo that fails is one event, and the others go on.
 * @throws AppFailure 'cancelled' within one network call of the signal; whatever kept the model from opening
 */
export async function* runPhotos(run: Run): AsyncGenerator<RunEvent> {
  const results = run.planned.reduce((sum, { results: ofPhoto }) => sum + ofPhoto.length, 0);
  let finished = 0;
  let model: OpenModel | undefined;
  for (const { photo, results: ofPhoto } of run.planned) {
    throwIfCancelled(run.signal);
    const startMs = performance.now();
    const file = await attempt(async () => openPhoto(run, photo, ofPhoto));
    if ('failure' in file) {
      yield failureEvent(photo, file.failure);
    } else {
      if (model === undefined) {
        model = await run.opening;
        yield { type: 'note', photo: null, sentence: model.network.device.sentence };
      }
      yield* restorePhoto(run, model, { photo, file: file.value, planned: ofPhoto, startMs }, { finished, results });
    }
    finished += ofPhoto.length;
  }
}

/** What can be known before the network has worked for minutes is checked first. */
async function openPhoto({ guard }: Run, photo: string, planned: readonly PlannedResult[]): Promise<PhotoFile> {
  for (const { output } of planned) await guard.check(output);
  return readPhoto(photo);
}

interface OpenPhoto {
  readonly photo: string;
  readonly file: PhotoFile;
  readonly planned: readonly PlannedResult[];
  readonly startMs: number;
}

async function* restorePhoto(
  run: Run,
  restorer: Restorer,
  { photo, file, planned, startMs }: OpenPhoto,
  count: { readonly finished: number; readonly results: number },
): AsyncGenerator<RunEvent> {
  // A set, because reading and writing, and writing each variant, may say the same: once is enough.
  const told = new Set<string>();
  yield* notes(photo, file.notes, told);
  let fromMs = startMs;
  let finished = count.finished;
  try {
    for (const { seed, output } of planned) {
      const steps = run.restore(file, restorer, { ...run.choices, seed, signal: run.signal });
      let turn = await steps.next();
      for (; turn.done !== true; turn = await steps.next()) {
        const { done, of } = turn.value;
        yield { type: 'progress', photo, seed, done, of, finished, results: count.results };
      }
      throwIfCancelled(run.signal);
      yield* notes(photo, await write(output, turn.value, photo, run), told);
      finished++;
      const { width, height } = turn.value.photo;
      const seconds = secondsSince(fromMs);
      fromMs = performance.now();
      yield { type: 'result', photo, output, task: run.task, model: restorer.manifest.id, seed, width, height, seconds };
    }
  } catch (error) {
    // Ctrl-C may reach the engine's process as well: what breaks from then on is no failure of the photo.
    throwIfCancelled(run.signal);
    yield failureEvent(photo, error);
  }
}

async function write(output: string, file: PhotoFile, source: string, { writing }: Run): Promise<readonly string[]> {
  const { quality, overwrite } = writing;
  await makeFolder(dirname(output), output);
  return writePhoto(output, file, { overwrite, source, ...(quality !== undefined && { quality }) });
}

function* notes(photo: string, sentences: readonly string[], told: Set<string>): Generator<RunEvent> {
  for (const sentence of sentences) {
    if (told.has(sentence)) continue;
    told.add(sentence);
    yield { type: 'note', photo, sentence };
  }
}


async function attempt<T>(work: () => Promise<T>): Promise<{ readonly value: T } | { readonly failure: unknown }> {
  try {
    return { value: await work() };
  } catch (failure) {
    return { failure };
  }
}
