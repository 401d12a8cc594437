import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type * as v from 'valibot';
import type { ModelExport, ModelFile, modelFileId, ModelView } from '../contract/models.ts';
import type { Host } from '../host.ts';
import { AppFailure } from '../../models/failure.ts';
import type { Downloads } from './downloads.ts';
import type { Models } from './models.ts';
import { named } from './named.ts';
import { newId } from './new-id.ts';

type FileId = v.InferOutput<typeof modelFileId>;

interface Known {
  readonly path: string;
  readonly name: string;
  readonly uploaded: boolean;
}

/** Models as files of their own: out of the library, and into it, perhaps with a second try at the passphrase. */
export class ModelFiles {
  readonly #host: Host;
  readonly #models: Models;
  readonly #downloads: Downloads;
  readonly #known = new Map<FileId, Known>();

  constructor(host: Host, models: Models, downloads: Downloads) {
    this.#host = host;
    this.#models = models;
    this.#downloads = downloads;
  }

  /** @throws AppFailure 'model-unknown', 'checkpoint-invalid', 'disk-full', 'output-unwritable' */
  async export(id: string, passphrase: string | null): Promise<ModelExport> {
    const name = `${id}.heirloom`;
    if (this.#host.kind === 'browser') {
      const path = `${await this.#downloads.room()}/${name}`;
      await this.#models.export(id, path, passphrase);
      return { saved: true, name, download: (await this.#downloads.offerFile(path)).place };
    }
    const path = (await this.#host.dialogs.saveModelAs?.(name)) ?? null;
    if (path === null) return { saved: false, name: null, download: null };
    await this.#models.export(id, path, passphrase);
    return { saved: true, name: basename(path), download: null };
  }

  async choose(): Promise<ModelFile | null> {
    const path = (await this.#host.dialogs.chooseModelFile?.()) ?? null;
    return path === null ? null : this.#hold({ path, name: basename(path), uploaded: false });
  }

  upload(name: string, path: string): ModelFile {
    return this.#hold({ path, name: basename(name), uploaded: true });
  }

  /**
   * A wrong passphrase may be tried again.
   * @throws AppFailure 'id-unknown', 'checkpoint-invalid', 'output-exists', 'option-invalid', 'disk-full'
   */
  async import(id: FileId, passphrase: string | null): Promise<ModelView> {
    const known = this.#known.get(id);
    if (known === undefined) throw new AppFailure('id-unknown', 'That file was imported already, or Heirloom was started anew: choose it again.');
    try {
      const model = await named(known.path, known.name, async () => this.#models.importFile(known.path, passphrase));
      await this.#forget(id, known);
      return model;
    } catch (error) {
      if (!(error instanceof AppFailure && error.code === 'option-invalid')) await this.#forget(id, known);
      throw error;
    }
  }

  async close(): Promise<void> {
    for (const [id, known] of [...this.#known]) await this.#forget(id, known);
  }

  #hold(known: Known): ModelFile {
    const file = newId() as FileId;
    this.#known.set(file, known);
    return { file, name: known.name };
  }

  async #forget(id: FileId, { path, uploaded }: Known): Promise<void> {
    this.#known.delete(id);
    if (uploaded) await rm(path, { force: true });
  }
}
