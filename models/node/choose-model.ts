import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppFailure } from '../models/failure.ts';
import { readManifest } from '../models/node/model-folder.ts';
import { openModelLibrary, type LibraryModel, type ModelLibrary } from '../models/node/model-library.ts';
import type { TaskId } from '../models/tasks/task.ts';

/** Where models are looked for: a person's own, then those that come with Heirloom. */
export function modelFolders(environment: NodeJS.ProcessEnv = process.env): string[] {
  const named = environment['HEIRLOOM_MODELS']?.split(delimiter).filter((folder) => folder !== '') ?? [];
  const own = named.length > 0 ? named : [join(homedir(), '.heirloom', 'models')];
  return [...own, fileURLToPath(new URL('../models/weights', import.meta.url))];
}

export interface ChosenModel extends LibraryModel {
  /** For a person, where the choice needs a word. */
  readonly note?: string;
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
  return wanted === undefined ? defaultModel(task, library) : suitable(task, await namedModel(wanted, library));
}

/** A model by its id, or by the path of its folder. @throws AppFailure 'model-unknown' or 'checkpoint-invalid' */
export async function findModel(wanted: string, folders: readonly string[] = modelFolders()): Promise<LibraryModel> {
  return namedModel(wanted, await openModelLibrary(folders));
}

const able: Readonly<Record<TaskId, readonly TaskId[]>> = {
  colorize: ['colorize'],
  inpaint: ['inpaint'],
  uncrop: ['uncrop', 'inpaint'],
  jpeg: ['jpeg'],
};

const work: Readonly<Record<TaskId, string>> = {
  colorize: 'colouring photos',
  inpaint: 'filling holes',
  uncrop: 'continuing photos beyond their edges',
  jpeg: 'cleaning JPEGs',
};

function defaultModel(task: TaskId, library: ModelLibrary): ChosenModel {
  for (const other of able[task]) {
    if (!library.models.some(({ manifest }) => manifest.task === other)) continue;
    const model = library.defaultFor(other);
    if (other === task) return model;
    return { ...model, note: `There is no model for ${work[task]} yet, so ${model.manifest.id}, which learned ${work[other]}, does it.` };
  }
  const damaged = library.refused.length === 0 ? '' : ' (a model was left out: "heirloom models" says why)';
  throw new AppFailure(
    'model-unknown',
    `There is no model for ${work[task]} yet${damaged}: teach one with "heirloom train <folder of photos> --task ${task}", or name a model's folder with --model.`,
  );
}

async function namedModel(wanted: string, library: ModelLibrary): Promise<LibraryModel> {
  // An id has no separator; a path to a folder beside one is ./folder.
  if (!/[/\\]/.test(wanted)) return library.find(wanted);
  return { folder: wanted, manifest: await readManifest(wanted) };
}

function suitable(task: TaskId, model: LibraryModel): LibraryModel {
  const { id, task: learned } = model.manifest;
  if (able[task].includes(learned)) return model;
  throw new AppFailure('model-unsuitable', `The model ${id} learned ${work[learned]}, not ${work[task]}: leave --model out or choose another one.`);
}
