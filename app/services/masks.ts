import { join } from 'node:path';
import type { Mark, MaskId, MaskView } from '../contract/marks.ts';
import type { PhotoId, VersionId } from '../contract/photos.ts';
import type { SaveReport } from '../contract/save.ts';
import type { Host } from '../host.ts';
import { WorkerHost } from '../worker/worker-host.ts';
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
  readonly #log: (error: unknown) => void;
  /** Looking takes seconds in one piece, so each search has a process of its own, which can be ended. */
  readonly #finding = new Map<PhotoId, WorkerHost>();

  constructor(parts: { host: Host; library: PhotoLibrary; errands: WorkerHost; downloads: Downloads; log: (error: unknown) => void }) {
    this.#host = parts.host;
    this.#library = parts.library;
    this.#errands = parts.errands;
    this.#downloads = parts.downloads;
    this.#log = parts.log;
  }

  /** One search of a photo at a time: a second one ends the first. @throws AppFailure 'cancelled', of reading and writing */
  async find(photoId: PhotoId, version: VersionId | null): Promise<MaskView | null> {
    const photo = this.#library.find(photoId);
    if (version === null) await photo.checkSource();
    const id = newId() as MaskId;
    this.stopFinding(photoId);
    const finder = new WorkerHost(() => this.#host.startWorker(), this.#log);
    this.#finding.set(photoId, finder);
    try {
      const found = await finder.errand('findDamageMask', { source: photo.pathOf(version), output: photo.maskPath(id) });
      return found === null ? null : { id, photo: photoId, ...found };
    } finally {
      finder.stop();
      if (this.#finding.get(photoId) === finder) this.#finding.delete(photoId);
    }
  }

  stopFinding(photo: PhotoId): void {
    this.#finding.get(photo)?.stop();
  }

  close(): void {
    for (const finder of this.#finding.values()) finder.stop();
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
      return { ...savedNothing, saved: true, name, download: (await this.#downloads.offerFile(path)).place };
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
