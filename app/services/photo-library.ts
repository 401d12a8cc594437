import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import type { Mark } from '../contract/marks.ts';
import type { PhotoId, PhotoView, VersionId, VersionView } from '../contract/photos.ts';
import { AppFailure } from '../../models/failure.ts';
import { asWriteFailure, makeFolder } from '../../models/node/atomic-file.ts';
import type { Emit } from './emit.ts';
import { inspectPhoto } from './inspect-photo.ts';
import { named } from './named.ts';
import { newId } from './new-id.ts';
import { OpenPhoto } from './open-photo.ts';
import { marksRecord, photoRecord, type PhotoRecord, type VersionRecord } from './photo-record.ts';
import { readRecord } from './record-file.ts';

/** Photos closed longer ago than this many others are forgotten, with the versions nobody saved. */
const closedPhotosKept = 30;

/**
 * The open photos, and those closed lately. Each has a folder of its own below `folder`: photo.json, marks.json, versions/ and
 * masks/. Whatever was answered is on the disk: a program that is killed finds it again.
 */
export class PhotoLibrary {
  readonly #folder: string;
  readonly #emit: Emit;
  readonly #log: (error: unknown) => void;
  readonly #photos = new Map<PhotoId, OpenPhoto>();
  /** Files that are being opened, so that two windows get the same photo. */
  readonly #opening = new Map<string, Promise<PhotoView>>();

  private constructor(folder: string, emit: Emit, log: (error: unknown) => void) {
    this.#folder = folder;
    this.#emit = emit;
    this.#log = log;
  }

  /** @throws AppFailure 'output-unwritable' or 'disk-full' if the folder cannot be made */
  static async open(folder: string, emit: Emit, log: (error: unknown) => void): Promise<PhotoLibrary> {
    const library = new PhotoLibrary(folder, emit, log);
    await makeFolder(folder, join(folder, 'photo.json'));
    for (const name of await readdir(folder)) await library.#load(join(folder, name));
    await library.#forgetOld();
    return library;
  }

  /** Looks anew whether their files are still there. */
  async list(): Promise<readonly PhotoView[]> {
    const open = [...this.#photos.values()].filter(({ record }) => record.closedMs === null);
    open.sort((a, b) => a.record.openedMs - b.record.openedMs);
    await Promise.all(open.map(async (photo) => photo.look()));
    return open.map((photo) => photo.view());
  }

  /**
   * Opens a file, or brings back the photo that it is already.
   * @param name what a person calls it
   * @throws AppFailure of reading photos; its sentence names the file without its folder
   */
  async openPath(path: string, name = basename(path)): Promise<PhotoView> {
    const place = resolve(path);
    const running = this.#opening.get(place);
    if (running !== undefined) return running;
    const opening = this.#open(place, name, false).finally(() => this.#opening.delete(place));
    this.#opening.set(place, opening);
    return opening;
  }

  /** Takes over a file that was uploaded under a name of its own. */
  async openUpload(name: string, path: string): Promise<PhotoView> {
    try {
      return await this.#open(resolve(path), basename(name), true);
    } finally {
      await rm(path, { force: true });
    }
  }

  /** @throws AppFailure 'photo-closed' */
  find(id: PhotoId): OpenPhoto {
    const photo = this.#photos.get(id);
    if (photo?.record.closedMs === null) return photo;
    throw new AppFailure('photo-closed', 'This photo is not open any more: open it again.');
  }

  isOpen(id: PhotoId): boolean {
    return this.#photos.get(id)?.record.closedMs === null;
  }

  /** No file that is open here is ever written, whatever a dialog said. @throws AppFailure 'output-exists' */
  refuseOriginal(path: string): void {
    const place = resolve(path);
    if (![...this.#photos.values()].some(({ record }) => record.path === place)) return;
    throw new AppFailure('output-exists', `"${basename(path)}" is an original that is open here, and Heirloom never writes over it: choose another name.`);
  }

  async keepMarks(id: PhotoId, marks: readonly Mark[], by: string | null): Promise<void> {
    const photo = this.find(id);
    await photo.keepMarks(marks, by);
    this.#tell(photo);
  }

  async change(id: PhotoId, change: (record: PhotoRecord) => PhotoRecord): Promise<PhotoView> {
    const photo = this.find(id);
    await photo.change(change);
    return this.#tell(photo);
  }

  /** The version's file must be in its place already. */
  async addVersion(id: PhotoId, version: VersionRecord): Promise<VersionView> {
    await this.change(id, (record) => ({ ...record, versions: [...record.versions, version], shown: version.id }));
    return this.find(id).version(version.id);
  }

  async removeVersion(id: PhotoId, version: VersionId): Promise<PhotoView> {
    const photo = this.find(id);
    const { from } = photo.versionRecord(version);
    // What was made from it now counts as made from what it was made from: its own file stays whole.
    const adopted = (other: VersionRecord): VersionRecord => (other.from === version ? { ...other, from } : other);
    const view = await this.change(id, (record) => ({
      ...record,
      versions: record.versions.filter((other) => other.id !== version).map(adopted),
      shown: record.shown === version ? from : record.shown,
    }));
    await rm(photo.versionPath(version), { force: true });
    return view;
  }

  async close(id: PhotoId): Promise<void> {
    const photo = this.find(id);
    await photo.change((record) => ({ ...record, closedMs: Date.now() }));
    this.#emit('photos.closed', { photo: id });
    await this.#forgetOld();
  }

  /** Tells the windows that the photo's file was found missing, or is back. */
  async lookAgain(id: PhotoId): Promise<void> {
    const photo = this.find(id);
    if (await photo.look()) this.#tell(photo);
  }

  async settled(): Promise<void> {
    await Promise.all([...this.#photos.values()].map(async (photo) => photo.settled()));
  }

  #tell(photo: OpenPhoto): PhotoView {
    const view = photo.view();
    this.#emit('photos.changed', view);
    return view;
  }

  async #open(path: string, name: string, uploaded: boolean): Promise<PhotoView> {
    const known = uploaded ? undefined : await this.#known(path);
    if (known !== undefined) return this.#reopen(known);
    const inspected = await named(path, name, async () => inspectPhoto(path));
    const id = newId() as PhotoId;
    const folder = join(this.#folder, id);
    await makeFolder(join(folder, 'versions'));
    await makeFolder(join(folder, 'masks'));
    const own = join(folder, `photo${extname(name).toLowerCase().replace(/[^.a-z0-9]/g, '')}`);
    if (uploaded) await takeOver(path, own);
    const record: PhotoRecord = {
      id,
      name,
      path: uploaded ? own : path,
      uploaded,
      ...inspected,
      openedMs: Date.now(),
      closedMs: null,
      versions: [],
      shown: null,
    };
    const photo = new OpenPhoto(folder, record, []);
    await photo.change((same) => same);
    this.#photos.set(id, photo);
    return this.#tell(photo);
  }

  /** The same file, unchanged since it was opened. */
  async #known(path: string): Promise<OpenPhoto | undefined> {
    const found = [...this.#photos.values()].find(({ record }) => record.path === path);
    if (found === undefined) return undefined;
    const status = await stat(path).catch(() => undefined);
    const same = status?.size === found.record.bytes && status.mtimeMs === found.record.modifiedMs;
    return same ? found : undefined;
  }

  async #reopen(photo: OpenPhoto): Promise<PhotoView> {
    if (photo.record.closedMs !== null) await photo.change((record) => ({ ...record, closedMs: null, openedMs: Date.now() }));
    await photo.look();
    return this.#tell(photo);
  }

  async #load(folder: string): Promise<void> {
    const record = await readRecord(join(folder, 'photo.json'), photoRecord, this.#log);
    if (record === undefined) return;
    const marks = (await readRecord(join(folder, 'marks.json'), marksRecord, this.#log)) ?? [];
    const photo = new OpenPhoto(folder, record, marks);
    await photo.reconcile(this.#log);
    this.#photos.set(record.id, photo);
  }

  async #forgetOld(): Promise<void> {
    const closed = [...this.#photos.values()].filter(({ record }) => record.closedMs !== null);
    closed.sort((a, b) => (b.record.closedMs ?? 0) - (a.record.closedMs ?? 0));
    for (const { record, folder } of closed.slice(closedPhotosKept)) {
      this.#photos.delete(record.id);
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function takeOver(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    throw asWriteFailure(error, to);
  }
}
