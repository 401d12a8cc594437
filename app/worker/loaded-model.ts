import { readManifest } from '../../models/node/model-folder.ts';
import { type ModelPlaces, type OpenModel, openModel } from '../../models/node/open-model.ts';
import type { JobMachine } from './messages.ts';

/** The model that was used last: one at a time is kept in memory. */
export class LoadedModel {
  #loaded: { readonly key: string; readonly model: OpenModel } | undefined;

  /** @throws AppFailure 'checkpoint-invalid', 'device-unavailable', 'engine-failed' */
  async open(places: ModelPlaces, machine: JobMachine): Promise<OpenModel> {
    // A model that was taught further has other weights under the same name.
    const { sha256 } = await readManifest(places.folder);
    const key = JSON.stringify([places, sha256, machine]);
    if (this.#loaded?.key === key) return this.#loaded.model;
    const old = this.#loaded;
    this.#loaded = undefined;
    await old?.model.dispose();
    const model = await openModel(places, { ...machine, threads: 0 });
    this.#loaded = { key, model };
    return model;
  }
}
