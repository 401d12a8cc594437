import { fileURLToPath } from 'node:url';
import type { TaskName } from '../contract/job.ts';
import type { ModelView } from '../contract/models.ts';
import { AppFailure } from '../../models/failure.ts';
import { type ChosenModel, preferredModel, suitableModel, workOf } from '../../models/node/choose-model.ts';
import { openModelLibrary, type LibraryModel, type ModelLibrary } from '../../models/node/model-library.ts';

/** The models that came with Heirloom. */
const shippedFolder = fileURLToPath(new URL('../../models/weights', import.meta.url));

/** The models there are; looked up anew each time, because a person may put one into a folder, or take one away, at any moment. */
export class Models {
  readonly #folders: readonly string[];
  /** Where imported models go. */
  readonly ownFolder: string;

  constructor(ownFolder: string, others: readonly string[]) {
    this.ownFolder = ownFolder;
    this.#folders = [ownFolder, ...others, shippedFolder];
  }

  async list(): Promise<readonly ModelView[]> {
    const library = await openModelLibrary(this.#folders);
    return library.models.map(viewOf);
  }

  /** @throws AppFailure 'model-unknown', 'model-unsuitable' */
  async choose(task: TaskName, wanted: string | null): Promise<ChosenModel> {
    const library = await openModelLibrary(this.#folders);
    if (wanted === null) return preferredModel(task, library) ?? none(task, library);
    return suitableModel(task, named(wanted, library), 'choose another one in Settings');
  }
}

function viewOf({ folder, manifest }: LibraryModel): ModelView {
  const { id, title, task, parent, images, licence } = manifest;
  return { id, title, task, parent, shipped: folder.startsWith(shippedFolder), parameters: 0, images, licence, trouble: null };
}

function named(id: string, { models }: ModelLibrary): LibraryModel {
  const found = models.find(({ manifest }) => manifest.id === id);
  if (found !== undefined) return found;
  throw new AppFailure('model-unknown', `The model "${id}" is not there any more: choose another one in Settings.`);
}

function none(task: TaskName, { refused }: ModelLibrary): never {
  const damaged = refused.length === 0 ? '' : ' (one is there, but damaged)';
  throw new AppFailure('model-unknown', `There is no model for ${workOf[task]} yet${damaged}: add one in Settings, under Models.`);
}
