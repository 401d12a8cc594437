import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppFailure } from '../failure.ts';
import { readManifest } from './model-folder.ts';
import { openModelLibrary, type LibraryModel, type ModelLibrary } from './model-library.ts';
import type { TaskId } from '../tasks/task.ts';

/** Where models are looked for: a person's own, then those that come with Heirloom. */
export function modelFolders(environment: NodeJS.ProcessEnv = process.env): string[] {
  return [...ownModelFolders(environment), fileURLToPath(new URL('../weights', import.meta.url))];
}

/** Those that a person brought. */
export function ownModelFolders(environment: NodeJS.ProcessEnv = process.env): string[] {
  const named = environment['HEIRLOOM_MODELS']?.split(delimiter).filter((folder) => folder !== '') ?? [];
  return named.length > 0 ? named : [join(homedir(), '.heirloom', 'models')];
}

export interface ChosenModel extends LibraryModel {
  /** For a person, where the choice needs a word. */
  readonly note?: string;
  /** The model that faces in a scene are left to. */
  readonly faces?: LibraryModel;
}

/**
 * The model for a task: the one a person named, by id or by its folder, else the library's choice. Without a model that
 * learned to uncrop, one that learned to fill holes does it.
 *
 * @throws AppFailure 'model-unknown', 'model-unsuitable', or 'checkpoint-invalid' for a folder
 */
export async function chooseModel(
  task: TaskId,
  wanted: string | undefined,
  folders: readonly string[] = modelFolders(),
): Promise<ChosenModel> {
  const library = await openModelLibrary(folders);
  return wanted === undefined ? (preferredModel(task, library) ?? none(task, library)) : suitableModel(task, await namedModel(wanted, library), 'leave --model out or choose another one');
}

/** A model by its id, or by the path of its folder. @throws AppFailure 'model-unknown' or 'checkpoint-invalid' */
export async function findModel(wanted: string, folders: readonly string[] = modelFolders()): Promise<LibraryModel> {
  return namedModel(wanted, await openModelLibrary(folders));
}

/** The library's choice for a task when a person names none. @returns undefined if there is none */
export function preferredModel(task: TaskId, library: ModelLibrary): ChosenModel | undefined {
  for (const other of able[task]) {
    if (!library.models.some(({ manifest }) => manifest.task === other)) continue;
    const model = library.defaultFor(other);
    if (other === task) return { ...model, ...facesOf(model, library) };
    return { ...model, note: `There is no model for ${workOf[task]} yet, so ${model.manifest.id}, which learned ${workOf[other]}, does it.` };
  }
  return undefined;
}

/** @param remedy what to do instead, as the end of a sentence @throws AppFailure 'model-unsuitable' if it learned something else */
export function suitableModel(task: TaskId, model: LibraryModel, remedy: string): LibraryModel {
  const { id, task: learned } = model.manifest;
  if (able[task].includes(learned)) return model;
  throw new AppFailure('model-unsuitable', `The model ${id} learned ${workOf[learned]}, not ${workOf[task]}: ${remedy}.`);
}

function none(task: TaskId, library: ModelLibrary): never {
  const damaged = library.refused.length === 0 ? '' : ' (a model was left out: "heirloom models" says why)';
  throw new AppFailure(
    'model-unknown',
    `There is no model for ${workOf[task]} yet${damaged}: teach one with "heirloom train <folder of photos> --task ${task}", or name a model's folder with --model.`,
  );
}

function facesOf({ manifest }: LibraryModel, library: ModelLibrary): { readonly faces?: LibraryModel } {
  const faces = library.models.find((other) => other.manifest.id === manifest.faces && other.manifest.task === manifest.task);
  return faces === undefined ? {} : { faces };
}

async function namedModel(wanted: string, library: ModelLibrary): Promise<LibraryModel> {
  // An id has no separator; a path to a folder beside one is ./folder.
  if (!/[/\\]/.test(wanted)) return library.find(wanted);
  return { folder: wanted, manifest: await readManifest(wanted) };
}

/** The tasks whose models can do the work, best first. */
const able: Readonly<Record<TaskId, readonly TaskId[]>> = {
  colorize: ['colorize'],
  inpaint: ['inpaint'],
  uncrop: ['uncrop', 'inpaint'],
  jpeg: ['jpeg'],
};

/** Every task that a model can do which learned this one. */
export function worksOf(learned: TaskId): readonly TaskId[] {
  return (Object.keys(able) as TaskId[]).filter((task) => able[task].includes(learned));
}

/** The work of each task, as it stands in a sentence. */
export const workOf: Readonly<Record<TaskId, string>> = {
  colorize: 'colouring photos',
  inpaint: 'filling holes',
  uncrop: 'continuing photos beyond their edges',
  jpeg: 'cleaning JPEGs',
};
