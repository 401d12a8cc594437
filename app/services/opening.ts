import { basename } from 'node:path';
import type { OpenedFile } from '../contract/bridge.ts';
import type { exampleNames, PhotoView } from '../contract/photos.ts';
import { AppFailure } from '../../models/failure.ts';
import { examplePhoto } from '../../models/node/example-photo.ts';
import type { PhotoLibrary } from './photo-library.ts';

/** Opens files, each with its own fate: one that is no photo does not keep the others out. */
export class Opening {
  readonly #library: PhotoLibrary;
  readonly #opened: () => void;

  /** @param opened is called once a photo is there: what will be needed next may be made ready */
  constructor(library: PhotoLibrary, opened: () => void) {
    this.#library = library;
    this.#opened = opened;
  }

  async paths(paths: readonly string[]): Promise<readonly OpenedFile[]> {
    const opened: OpenedFile[] = [];
    for (const path of paths) opened.push(await this.#outcome(basename(path), async () => this.#library.openPath(path)));
    return opened;
  }

  async upload(name: string, path: string): Promise<OpenedFile> {
    return this.#outcome(basename(name), async () => this.#library.openUpload(basename(name), path));
  }

  /** A photograph in the public domain that came with Heirloom. */
  async example(name: (typeof exampleNames)[number]): Promise<PhotoView> {
    const photo = await this.#library.openPath(examplePhoto(name), `${name}.jpg`);
    this.#opened();
    return photo;
  }

  async #outcome(name: string, open: () => Promise<PhotoView>): Promise<OpenedFile> {
    try {
      const photo = await open();
      this.#opened();
      return { photo };
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error;
      return { name, error: { code: error.code, message: error.message } };
    }
  }
}
