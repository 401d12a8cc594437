import { join, relative, resolve, sep } from 'node:path';
import * as v from 'valibot';
import { parseJson } from '../checkpoint/json.ts';
import { refusal } from '../checkpoint/refusal.ts';
import { decodeUtf8, encodeUtf8 } from '../checkpoint/utf8.ts';
import type { TaskId } from '../tasks/task.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { readIfThere } from './checkpoint-file.ts';
import { type ChosenModel, preferredModel } from './choose-model.ts';
import type { ModelLibrary } from './model-library.ts';

/** "Photos in this folder are restored by this model." */
export interface ModelUse {
  /** A whole path; folders in it count too. */
  readonly folder: string;
  /** Id. */
  readonly model: string;
}

const usesSchema = v.strictObject({ format: v.literal(1), uses: v.array(v.strictObject({ folder: v.string(), model: v.string() })) });
const largestFile = 2 ** 20;

/** @param own the folder of a person's own models @throws AppFailure 'checkpoint-invalid' */
export async function readModelUses(own: string): Promise<readonly ModelUse[]> {
  const file = fileOf(own);
  const bytes = await readIfThere(file, largestFile);
  if (bytes === undefined) return [];
  try {
    return v.parse(usesSchema, parseJson(decodeUtf8(bytes))).uses;
  } catch (error) {
    throw refusal(file, 'it is damaged: remove it, and choose again which folders use which models', error);
  }
}

/** From now on this model is used for photos in the folder. @throws AppFailure 'disk-full', 'output-unwritable' */
export async function useModelFor(own: string, folder: string, model: string): Promise<void> {
  await change(own, (uses) => [...uses, { folder: resolve(folder), model }]);
}

/** Forgets every use of a model, as when it is deleted. */
export async function stopUsing(own: string, model: string): Promise<void> {
  const uses = await readModelUses(own);
  if (uses.some((use) => use.model === model)) await change(own, (all) => all.filter((use) => use.model !== model));
}

/**
 * The model that a person chose for a photo's folder, the nearest folder's first. One that was taught on faces restores the
 * faces, and the library's choice the rest of the photo.
 * @returns undefined if none was chosen, or it is not there any more
 */
export function usedFor(uses: readonly ModelUse[], task: TaskId, photo: string, library: ModelLibrary): ChosenModel | undefined {
  const nearest = uses.filter(({ folder }) => isWithin(resolve(photo), folder)).sort((a, b) => b.folder.length - a.folder.length);
  for (const { model: id } of nearest) {
    const model = library.models.find(({ manifest }) => manifest.id === id && manifest.task === task);
    if (model === undefined) continue;
    const usual = preferredModel(task, library);
    if (model.manifest.subject === 'faces' && usual?.faces !== undefined) return { ...usual, faces: model };
    const faces = library.models.find(({ manifest }) => manifest.id === model.manifest.faces && manifest.task === task);
    return faces === undefined ? model : { ...model, faces };
  }
  return undefined;
}

/** One choice a folder and task would need the library; the last one counts, and older ones for the same folder and model go. */
async function change(own: string, edit: (uses: readonly ModelUse[]) => readonly ModelUse[]): Promise<void> {
  const all = edit(await readModelUses(own));
  const last = new Map(all.map((use) => [`${use.folder}\n${use.model}`, use]));
  await writeFileAtomically(fileOf(own), encodeUtf8(`${JSON.stringify({ format: 1, uses: [...last.values()].reverse() }, undefined, 2)}\n`));
}

function fileOf(own: string): string {
  return join(own, 'uses.json');
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && resolve(folder, way) === path && !/^[a-z]:/i.test(way));
}
