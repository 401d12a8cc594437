import { cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TaskName } from '../contract/job.ts';
import type { ModelView } from '../contract/models.ts';
import { AppFailure } from '../../models/failure.ts';
import { sizeOf } from '../../models/network/graph.ts';
import { buildUnet } from '../../models/network/unet.ts';
import { asWriteFailure } from '../../models/node/atomic-file.ts';
import { type ChosenModel, preferredModel, suitableModel, workOf, worksOf } from '../../models/node/choose-model.ts';
import { readModel } from '../../models/node/model-folder.ts';
import { openModelLibrary, type LibraryModel, type ModelLibrary } from '../../models/node/model-library.ts';
import { exportModel, importModel } from '../../models/node/model-pack.ts';
import { type ModelUse, readModelUses, stopUsing, usedFor, useModelFor } from '../../models/node/model-uses.ts';
import { deleteModel, renameModel } from '../../models/node/own-models.ts';
import type { Emit } from './emit.ts';

/** The models that came with Heirloom. */
const shippedFolder = fileURLToPath(new URL('../../models/weights', import.meta.url));

/** The models there are; looked up anew each time, because a person may put one into a folder, or take one away, at any moment. */
export class Models {
  readonly #folders: readonly string[];
  /** Where imported models go. */
  readonly #own: string;
  readonly #emit: Emit;

  constructor(own: string, others: readonly string[], emit: Emit) {
    this.#own = own;
    this.#folders = [own, ...others, shippedFolder];
    this.#emit = emit;
  }

  async list(): Promise<readonly ModelView[]> {
    const { models } = await openModelLibrary(this.#folders);
    const uses = await readModelUses(this.#own);
    return Promise.all(models.map(async (model) => this.#viewOf(model, uses)));
  }

  /**
   * @param photo its file: a person may have chosen a model for its folder
   * @throws AppFailure 'model-unknown', 'model-unsuitable'
   */
  async choose(task: TaskName, wanted: string | null, photo?: string): Promise<ChosenModel> {
    const library = await openModelLibrary(this.#folders);
    if (wanted === null) {
      const chosen = photo === undefined ? undefined : usedFor(await readModelUses(this.#own), task, photo, library);
      return chosen ?? preferredModel(task, library) ?? none(task, library);
    }
    return suitableModel(task, named(wanted, library), 'choose another one in Settings');
  }

  /** Where models that a person taught or imported go, and all folders whose ids are taken. */
  get folders(): { readonly own: string; readonly others: readonly string[] } {
    return { own: this.#own, others: this.#folders.slice(1) };
  }

  async folderOf(id: string): Promise<string | undefined> {
    return (await openModelLibrary(this.#folders)).models.find(({ manifest }) => manifest.id === id)?.folder;
  }

  /** After a model was put into the own folder. @throws AppFailure 'model-unknown' */
  async told(id: string): Promise<ModelView> {
    await this.#tell();
    return this.#viewOf(named(id, await openModelLibrary(this.#folders)), await readModelUses(this.#own));
  }

  /** Any sound model, to try devices with. @throws AppFailure 'model-unknown' */
  async any(): Promise<string> {
    const [first] = (await openModelLibrary(this.#folders)).models;
    if (first === undefined) throw new AppFailure('model-unknown', 'There is no model yet to try a device with: add one in Settings, under Models.');
    return first.folder;
  }

  /** Copies a model's folder. @throws AppFailure 'checkpoint-invalid', 'output-exists', 'output-unwritable', 'disk-full' */
  async import(folder: string): Promise<ModelView> {
    const { manifest } = await readModel(folder);
    const library = await openModelLibrary(this.#folders);
    if (library.models.some((model) => model.manifest.id === manifest.id)) {
      throw new AppFailure('output-exists', `There is a model called "${manifest.id}" already: remove it first, or change the id in the new one's manifest.json.`);
    }
    const target = join(this.#own, manifest.id);
    // A hidden folder is no model until it is whole.
    const unfinished = join(this.#own, `.${manifest.id}`);
    try {
      await mkdir(this.#own, { recursive: true });
      await rm(unfinished, { recursive: true, force: true });
      await cp(folder, unfinished, { recursive: true });
      await rename(unfinished, target);
    } catch (error) {
      throw asWriteFailure(error, target);
    }
    return this.told(manifest.id);
  }

  /** @throws AppFailure 'model-unknown', 'model-unsuitable' if it did not come by `import` */
  async remove(id: string): Promise<void> {
    await deleteModel(this.#own, await this.#find(id));
    await this.#tell();
  }

  /** @throws AppFailure 'model-unknown', 'model-unsuitable' if it did not come by `import` or teaching, 'option-invalid' */
  async rename(id: string, title: string): Promise<ModelView> {
    await renameModel(this.#own, await this.#find(id), title);
    return this.told(id);
  }

  /** Photos in the folder are restored by it from now on. @throws AppFailure 'model-unknown', 'disk-full', 'output-unwritable' */
  async useFor(id: string, folder: string): Promise<ModelView> {
    await useModelFor(this.#own, folder, (await this.#find(id)).manifest.id);
    return this.told(id);
  }

  /** @throws AppFailure 'model-unknown', 'disk-full', 'output-unwritable' */
  async stopUsing(id: string): Promise<ModelView> {
    await stopUsing(this.#own, id);
    return this.told(id);
  }

  /** Writes it as one file. @throws AppFailure 'model-unknown', 'checkpoint-invalid', 'disk-full', 'output-unwritable' */
  async export(id: string, to: string, passphrase: string | null): Promise<void> {
    await exportModel((await this.#find(id)).folder, to, passphrase ?? undefined);
  }

  /** Of one file that was exported. @throws AppFailure 'checkpoint-invalid', 'output-exists', 'option-invalid', 'disk-full' */
  async importFile(file: string, passphrase: string | null): Promise<ModelView> {
    const taken = (await openModelLibrary(this.#folders)).models.map(({ manifest }) => manifest.id);
    const { id } = await importModel(file, this.#own, taken, passphrase ?? undefined);
    return this.told(id);
  }

  async #find(id: string): Promise<LibraryModel> {
    return named(id, await openModelLibrary(this.#folders));
  }

  async #viewOf({ folder, manifest }: LibraryModel, uses: readonly ModelUse[]): Promise<ModelView> {
    const { id, title, task, parent, images, licence, steps, hours, created } = manifest;
    const weights = await stat(join(folder, 'model.safetensors')).catch(() => undefined);
    const trouble = weights?.isFile() === true && weights.size > 0 ? null : 'Its file model.safetensors is missing or empty: copy the model here again.';
    return {
      id,
      title,
      task,
      does: worksOf(task),
      parent,
      shipped: folder.startsWith(shippedFolder),
      own: folder.startsWith(this.#own),
      parameters: parametersOf(manifest),
      bytes: weights?.size ?? 0,
      images,
      steps,
      hours,
      createdMs: Date.parse(created),
      hasPicture: (await stat(join(folder, 'picture.png')).catch(() => undefined)) !== undefined,
      usedFor: uses.filter(({ model }) => model === id).map((use) => basename(use.folder)),
      licence,
      trouble,
    };
  }

  async #tell(): Promise<void> {
    this.#emit('models.changed', await this.list());
  }
}

const counted = new Map<string, number>();

function parametersOf({ sha256, network }: LibraryModel['manifest']): number {
  let count = counted.get(sha256);
  if (count === undefined) {
    count = [...buildUnet(network).parameters.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    counted.set(sha256, count);
  }
  return count;
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
