import { join } from 'node:path';
import type { Mark, MaskId, MaskView } from '../contract/marks.ts';
import type { PhotoId, VersionId } from '../contract/photos.ts';
import type { SaveReport } from '../contract/save.ts';
import type { Host } from '../host.ts';
import type { WorkerHost } from '../worker/worker-host.ts';
import type { Downloads } from './downloads.ts';
import { newId } from './new-id.ts';
import type { OpenPhoto } from './open-photo.ts';
import type { PhotoLibrary } from './photo-library.ts';
import { savedNothing, stemOf, withEnding } from './names.ts';
import { stampsOf } from './stamps-of.ts';

/** Masks as pictures: found, imported, exported. Those that are kept lie in the photo's own folder. */
export class Masks {
  readonly #host: Host;
  readonly #library: PhotoLibrary;
  readonly #errands: WorkerHost;
  readonly #downloads: Downloads;

  constructor(parts: { host: Host; library: PhotoLibrary; errands: WorkerHost; downloads: Downloads }) {
    this.#host = parts.host;
    this.#library = parts.library;
    this.#errands = parts.errands;
    this.#downloads = parts.downloads;
  }

  async find(photoId: PhotoId, version: VersionId | null): Promise<MaskView | null> {
    const photo = this.#library.find(photoId);
    if (version === null) await photo.checkSource();
    const id = newId() as MaskId;
    const found = await this.#errands.errand('findDamageMask', { source: photo.pathOf(version), output: photo.maskPath(id) });
    return found === null ? null : { id, photo: photoId, ...found };
  }

  /** Asks a desktop for the file. @returns null if none was chosen */
  async import(photo: PhotoId): Promise<MaskView | null> {
    this.#library.find(photo);
    const path = await this.#host.dialogs.chooseMask();
    return path === null ? null : this.openFile(photo, path);
  }

  async openFile(photoId: PhotoId, path: string): Promise<MaskView> {
    const photo = this.#library.find(photoId);
    const id = newId() as MaskId;
    const { width, height } = photo.sizeOf(photo.record.shown);
    const kept = await this.#errands.errand('importMask', { path, width, height, output: photo.maskPath(id) });
    return { id, photo: photoId, ...kept };
  }

  async export(photoId: PhotoId, marks: readonly Mark[]): Promise<SaveReport> {
    const photo = this.#library.find(photoId);
    const name = `${stemOf(photo.record.name)}-mask.png`;
    if (this.#host.kind === 'browser') {
      const path = join(await this.#downloads.room(), name);
      await this.#draw(photo, marks, path);
      return { ...savedNothing, saved: true, name, download: await this.#downloads.offer(name, path) };
    }
    const path = await this.#host.dialogs.saveAs(name, 'png');
    if (path === null) return savedNothing;
    const output = withEnding(path, 'png');
    this.#library.refuseOriginal(output);
    await this.#draw(photo, marks, output);
    return { ...savedNothing, saved: true, name: output.replace(/^.*[/\\]/, '') };
  }

  async #draw(photo: OpenPhoto, marks: readonly Mark[], output: string): Promise<void> {
    const { width, height } = photo.sizeOf(photo.record.shown);
    await this.#errands.errand('exportMask', { marks, width, height, stamps: stampsOf(marks, photo), output });
  }
}
