import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import type { CancelSignal } from '../../cancel.ts';
import { AppFailure } from '../../failure.ts';
import type { Rectangle } from '../../photo/photo.ts';
import { type Crop, cropsFor, cropsOf, type Framing } from '../../teach/crops.ts';
import { splitCrops } from '../../teach/split.ts';
import { fewestCrops, summaryOf, whyNot } from '../../teach/summary.ts';
import type { TaskId } from '../../tasks/task.ts';
import { readModel, writeModel } from '../model-folder.ts';
import { openLookThreads } from './look-threads.ts';
import type { TeachGoal } from './record.ts';
import { makePrivateFolder, places, type TeachSession } from './session.ts';

export interface GoalChoice {
  readonly task: TaskId;
  /** Folder of the base model; its task may be another ("task adaptation"). */
  readonly base: string;
  /** Faces where most photos have one and the base model knows faces, when absent. */
  readonly framing?: Framing | undefined;
  /** Side of the training pictures; 128 or the network's own, whichever is less, when absent. */
  readonly side?: number | undefined;
}

/** Larger pictures take four times as long on a processor. */
const usualSide = 128;
/** Room for random crops. */
const margin = 1.25;

/**
 * Decides what is taught to which model, and cuts the photos' crops; the base model is copied, so that it may go.
 * @returns why these photos cannot teach this, in a sentence; null if they can
 * @throws AppFailure 'checkpoint-invalid' for the base model, 'disk-full', 'output-unwritable'
 */
export async function chooseGoal(session: TeachSession, { task, base, framing, side }: GoalChoice): Promise<string | null> {
  const { manifest, weights } = await readModel(base);
  const { sha256: _, ...described } = manifest;
  await writeModel(places(session.folder).base, described, weights, { dtype: 'F32' });
  const { photos } = session.record;
  const { usable } = summaryOf(photos);
  const withFaces = photos.filter(({ verdict, reading }) => verdict === 'usable' && reading.kind === 'read' && reading.faces.length > 0).length;
  const guessed: Framing = manifest.faces === undefined && withFaces > usable / 2 ? 'faces' : 'whole';
  const goal: TeachGoal = {
    task,
    framing: framing ?? guessed,
    base: { id: manifest.id, title: manifest.title, sha256: manifest.sha256 },
    side: side ?? Math.min(usualSide, manifest.network.side),
  };
  const crops = cropsOf(photos, goal.framing);
  await session.update({ goal, crops, split: null, recipe: null, verdict: null });
  return whyNot(task, photos, crops) ?? null;
}

/** A person moves a crop's rectangle, or leaves the crop out. @throws AppFailure 'id-unknown', 'disk-full', 'output-unwritable' */
export async function changeCrop(
  session: TeachSession,
  id: number,
  change: { readonly box?: Rectangle; readonly excluded?: boolean },
): Promise<Crop> {
  const { crops, recipe } = session.record;
  const crop = crops[id];
  if (crop === undefined || recipe !== null) throw new AppFailure('id-unknown', 'That picture cannot be changed any more: begin again to teach other pictures.');
  const changed = { ...crop, ...change };
  await session.update({ crops: crops.map((other) => (other.id === id ? changed : other)), split: null });
  return changed;
}

export interface CropProgress {
  readonly done: number;
  readonly of: number;
}

/**
 * Cuts the pictures out of the photos into the cache and keeps one in four apart; from here on no photo is read any more.
 * Photos that have changed or gone since the survey are left out, and said so in the record's notes.
 * @throws AppFailure 'training-data', 'cancelled', 'disk-full', 'output-unwritable'
 */
export async function* prepareCrops(
  session: TeachSession,
  { signal, threads = 0 }: { readonly signal?: CancelSignal | undefined; readonly threads?: number } = {},
): AsyncGenerator<CropProgress, void> {
  const { photos, crops, notes } = session.record;
  const goal = goalOf(session);
  const reason = whyNot(goal.task, photos, crops);
  if (reason !== undefined) throw new AppFailure('training-data', reason);
  const wanted = cropsFor(goal.task, crops, photos);
  const { cache, crop: cropFile } = places(session.folder);
  await rm(join(cache, 'crops'), { recursive: true, force: true });
  await makePrivateFolder(join(cache, 'crops'));
  const cut: Crop[] = [];
  const failures: string[] = [];
  const looking = await openLookThreads(threads);
  try {
    const calls = wanted.map(({ id, photo, box }) => {
      const { path, bytes, modifiedMs } = photos[photo] as (typeof photos)[number];
      return { kind: 'crop' as const, photo: { path, bytes, modifiedMs }, box, shortSide: Math.ceil(goal.side * margin), to: cropFile(id) };
    });
    for await (const { i, result } of looking.run(calls, signal)) {
      const { failed } = result as { failed: string | null };
      if (failed === null) cut.push(wanted[i] as Crop);
      else failures.push(failed);
      yield { done: cut.length + failures.length, of: wanted.length };
    }
  } finally {
    await looking.close();
  }
  if (cut.length < fewestCrops) {
    const why = failures[0] === undefined ? '' : ` (${failures.length} could not be read any more, the first because: ${failures[0]})`;
    throw new AppFailure('training-data', `Only ${cut.length} pictures are left to teach with${why}: choose the photos again.`);
  }
  const group = (crop: Crop): number => (photos[crop.photo] as (typeof photos)[number]).group;
  const split = splitCrops(cut.sort((a, b) => a.id - b.id).map((crop) => ({ id: crop.id, group: group(crop) })), splitSeed);
  const left = failures.length === 0 ? [] : [`${failures.length} pictures were left out, the first because: ${failures.sort()[0]}`];
  await session.update({ split, notes: [...notes, ...left], recipe: null, verdict: null });
}

/** Any number will do; the same photos are split alike each time. */
const splitSeed = 1;

/** @throws AppFailure 'id-unknown' before there is one */
export function goalOf(session: TeachSession): TeachGoal {
  const { goal } = session.record;
  if (goal === null) throw new AppFailure('id-unknown', 'Choose first what is to be taught.');
  return goal;
}
