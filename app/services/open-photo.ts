import { access, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mark, MaskId } from '../contract/marks.ts';
import type { PhotoView, VersionId, VersionView } from '../contract/photos.ts';
import { AppFailure } from '../../models/failure.ts';
import { plannedRecord, type PhotoRecord, type VersionRecord } from './photo-record.ts';
import { readRecord, RecordFile } from './record-file.ts';

const plannedName = /^planned-([a-z0-9]{20})\.json$/;

/** A photo of the library: what is known of it, and where its files lie. */
export class OpenPhoto {
  readonly folder: string;
  readonly #photoFile: RecordFile<PhotoRecord>;
  readonly #marksFile: RecordFile<readonly Mark[]>;
  #record: PhotoRecord;
  #marks: readonly Mark[];
  #marked: PhotoView['marked'] = { times: 0, by: null };
  #missing = false;

  constructor(folder: string, record: PhotoRecord, marks: readonly Mark[]) {
    this.folder = folder;
    this.#record = record;
    this.#marks = marks;
    this.#photoFile = new RecordFile(join(folder, 'photo.json'));
    this.#marksFile = new RecordFile(join(folder, 'marks.json'));
  }

  get record(): PhotoRecord {
    return this.#record;
  }

  view(): PhotoView {
    const { id, name, width, height, depth, grey, format, versions, shown } = this.#record;
    const views = versions.map((version) => this.#viewOf(version));
    const kept = { missing: this.#missing, versions: views, shown, marks: this.#marks, marked: this.#marked };
    return { id, name, width, height, depth, grey, format, ...kept };
  }

  version(id: VersionId): VersionView {
    return this.#viewOf(this.versionRecord(id));
  }

  /** @throws AppFailure 'id-unknown' */
  versionRecord(id: VersionId): VersionRecord {
    const found = this.#record.versions.find((version) => version.id === id);
    if (found === undefined) throw new AppFailure('id-unknown', 'This version of the photo is not there any more: choose another one.');
    return found;
  }

  /** The file of a version, or of the photo itself. @throws AppFailure 'id-unknown' */
  pathOf(version: VersionId | null): string {
    return version === null ? this.#record.path : this.versionPath(this.versionRecord(version).id);
  }

  /** Width and height of a version, or of the photo itself. */
  sizeOf(version: VersionId | null): { readonly width: number; readonly height: number } {
    return version === null ? this.#record : this.versionRecord(version);
  }

  versionPath(version: VersionId): string {
    return join(this.folder, 'versions', `${version}.tif`);
  }

  maskPath(mask: MaskId): string {
    return join(this.folder, 'masks', `${mask}.png`);
  }

  /** Picture of what a version changed. */
  mapPath(version: VersionId): string {
    return join(this.folder, 'versions', `${version}-changes.png`);
  }

  /** Once it is answered it is on the disk; if that fails, nothing has changed. */
  async change(change: (record: PhotoRecord) => PhotoRecord): Promise<void> {
    const before = this.#record;
    const after = change(before);
    this.#record = after;
    try {
      await this.#photoFile.write(after);
    } catch (error) {
      if (this.#record === after) this.#record = before;
      throw error;
    }
  }

  async keepMarks(marks: readonly Mark[], by: string | null): Promise<void> {
    this.#marks = marks;
    this.#marked = { times: this.#marked.times + 1, by };
    await this.#marksFile.write(marks);
  }

  /** @returns whether the file is missing now and was not before, or the other way round */
  async look(): Promise<boolean> {
    const missing = !(await isThere(this.#record.path));
    const changed = missing !== this.#missing;
    this.#missing = missing;
    return changed;
  }

  /** Before hours of work, or minutes: the file must still be what was opened. @throws AppFailure 'photo-missing', 'photo-changed' */
  async checkSource(): Promise<void> {
    const { path, name, bytes, modifiedMs } = this.#record;
    const status = await stat(path).catch(() => undefined);
    if (status === undefined) {
      throw new AppFailure('photo-missing', `"${name}" is no longer where it was: put it back, or plug in the drive it lies on.`);
    }
    if (status.size === bytes && status.mtimeMs === modifiedMs) return;
    throw new AppFailure('photo-changed', `"${name}" was changed by another program since it was opened: close it here and open it again.`);
  }

  /** Written before a job begins. */
  async plan(job: string, versions: readonly VersionRecord[]): Promise<void> {
    await new RecordFile(this.#plannedPath(job)).write(versions);
  }

  async unplan(job: string): Promise<void> {
    await rm(this.#plannedPath(job), { force: true });
  }

  /**
   * After the program ended in whatever way: what a job had finished becomes a version, and what someone deleted is none any more.
   */
  async reconcile(log: (error: unknown) => void): Promise<void> {
    const jobs = (await readdir(this.folder)).flatMap((name) => plannedName.exec(name)?.[1] ?? []);
    const plans = await Promise.all(jobs.map(async (job) => readRecord(this.#plannedPath(job), plannedRecord, log)));
    const planned = plans.flatMap((plan) => plan ?? []);
    const known = new Set(this.#record.versions.map(({ id }) => id));
    const versions: VersionRecord[] = [];
    for (const version of [...this.#record.versions, ...planned.filter(({ id }) => !known.has(id))]) {
      if (await isThere(this.versionPath(version.id))) versions.push(version);
    }
    const there = (id: VersionId | null): VersionId | null => (versions.some((version) => version.id === id) ? id : null);
    const same = versions.length === known.size && versions.every(({ id }) => known.has(id));
    if (!same) {
      const shown = versions.findLast(({ id }) => !known.has(id))?.id ?? there(this.#record.shown);
      const kept = versions.map((version) => ({ ...version, from: there(version.from) }));
      await this.change((record) => ({ ...record, versions: kept, shown }));
    }
    for (const job of jobs) await this.unplan(job);
  }

  #plannedPath(job: string): string {
    return join(this.folder, `planned-${job}.json`);
  }

  async settled(): Promise<void> {
    await Promise.all([this.#photoFile.settled(), this.#marksFile.settled()]);
  }

  #viewOf({ id, from, width, height, step, model, seed, madeMs, saved }: VersionRecord): VersionView {
    return { id, photo: this.#record.id, from, width, height, step, model, seed, madeMs, saved };
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
