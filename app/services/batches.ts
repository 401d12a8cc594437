import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { batchId, type BatchId, type BatchView, type startBatch } from '../contract/batch.ts';
import { step, type JobId } from '../contract/job.ts';
import { photoId, type PhotoId } from '../contract/photos.ts';
import { type Download, saveChoice } from '../contract/save.ts';
import type { Host } from '../host.ts';
import { AppFailure } from '../../models/failure.ts';
import { makeFolder } from '../../models/node/atomic-file.ts';
import type { Downloads } from './downloads.ts';
import type { Emit } from './emit.ts';
import type { JobQueue } from './job-queue.ts';
import { newId } from './new-id.ts';
import type { PhotoLibrary } from './photo-library.ts';
import { readRecord, RecordFile } from './record-file.ts';
import type { Saving } from './saving.ts';
import type { SettingsService } from './settings.ts';

const failure = v.object({ code: v.string(), message: v.string() });
const batchRecord = v.object({
  id: batchId,
  step,
  save: saveChoice,
  state: v.picklist(['running', 'paused', 'done']),
  items: v.array(
    v.object({
      photo: photoId,
      name: v.string(),
      state: v.picklist(['waiting', 'running', 'done', 'failed']),
      failure: v.nullable(failure),
      saved: v.nullable(v.string()),
    }),
  ),
});
type BatchRecord = Readonly<v.InferOutput<typeof batchRecord>>;
type Item = BatchRecord['items'][number];
type Request = v.InferOutput<typeof startBatch>;

interface Batch {
  record: BatchRecord;
  readonly file: RecordFile<BatchRecord>;
  /** What is being worked on, so that ending the batch can stop it. */
  job: JobId | undefined;
  working: boolean;
}

interface Parts {
  readonly host: Host;
  readonly downloads: Downloads;
  readonly library: PhotoLibrary;
  readonly jobs: JobQueue;
  readonly saving: Saving;
  readonly settings: SettingsService;
  readonly emit: Emit;
  readonly log: (error: unknown) => void;
}

/** One step on many photos, one after the other; what was reached is on the disk after each of them. */
export class Batches {
  readonly #folder: string;
  readonly #parts: Parts;
  readonly #batches = new Map<BatchId, Batch>();

  private constructor(folder: string, parts: Parts) {
    this.#folder = folder;
    this.#parts = parts;
  }

  /** Those that were running when the program ended wait, paused. */
  static async open(folder: string, parts: Parts): Promise<Batches> {
    const batches = new Batches(folder, parts);
    await mkdir(folder, { recursive: true });
    for (const name of (await readdir(folder)).filter((file) => file.endsWith('.json')).sort()) {
      const record = await readRecord(join(folder, name), batchRecord, parts.log);
      if (record === undefined) continue;
      const items = record.items.map((item) => (item.state === 'running' ? { ...item, state: 'waiting' as const } : item));
      batches.#add({ ...record, items, state: record.state === 'running' ? 'paused' : record.state });
    }
    return batches;
  }

  list(): readonly BatchView[] {
    return [...this.#batches.values()].map(({ record }) => viewOf(record));
  }

  /** @throws AppFailure 'photo-closed', 'disk-full', 'output-unwritable' */
  async start({ photos, step: wanted, save }: Request): Promise<BatchView> {
    const items = photos.map((photo): Item => {
      const { name } = this.#parts.library.find(photo).record;
      return { photo, name, state: 'waiting', failure: null, saved: null };
    });
    const batch = this.#add({ id: newId() as BatchId, step: wanted, save, state: 'running', items });
    await this.#change(batch, {});
    this.#work(batch);
    return viewOf(batch.record);
  }

  /** The photo that is being worked on is finished first. @throws AppFailure 'id-unknown' */
  async pause(id: BatchId): Promise<BatchView> {
    const batch = this.#find(id);
    if (batch.record.state === 'running') await this.#change(batch, { state: 'paused' });
    return viewOf(batch.record);
  }

  /** @throws AppFailure 'id-unknown' */
  async resume(id: BatchId): Promise<BatchView> {
    const batch = this.#find(id);
    if (batch.record.state === 'paused') await this.#change(batch, { state: 'running' });
    this.#work(batch);
    return viewOf(batch.record);
  }

  /** One photo's result, or all there are as one archive. @throws AppFailure 'id-unknown' */
  async fetch(id: BatchId, photo: PhotoId | null): Promise<Download> {
    const batch = this.#find(id);
    const wanted = batch.record.items.filter((item) => item.saved !== null && (photo === null || item.photo === photo));
    const paths = wanted.map(({ saved }) => join(this.#resultsOf(batch), saved ?? ''));
    const [path] = paths;
    if (path === undefined) throw new AppFailure('id-unknown', 'Nothing of this is finished yet: fetch it when it is done.');
    return photo === null ? this.#parts.downloads.offerArchive('heirloom.zip', paths) : this.#parts.downloads.offerFile(path);
  }

  /** What is running stops, what is done stays; one that is done already leaves the list. @throws AppFailure 'id-unknown' */
  async end(id: BatchId): Promise<void> {
    const batch = this.#find(id);
    if (batch.record.state === 'done') {
      this.#batches.delete(id);
      await batch.file.settled();
      await rm(batch.file.path, { force: true });
      await rm(this.#resultsOf(batch), { recursive: true, force: true });
      return;
    }
    await this.#change(batch, { state: 'done' });
    if (batch.job !== undefined) this.#parts.jobs.cancel(batch.job);
  }

  /** The program ends: what is running is begun anew another time. */
  async close(): Promise<void> {
    for (const batch of this.#batches.values()) if (batch.record.state === 'running') await this.#change(batch, { state: 'paused' });
    for (const { job } of this.#batches.values()) if (job !== undefined) this.#parts.jobs.cancel(job);
    await Promise.all([...this.#batches.values()].map(async ({ file }) => file.settled()));
  }

  #add(record: BatchRecord): Batch {
    const batch: Batch = { record, file: new RecordFile(join(this.#folder, `${record.id}.json`)), job: undefined, working: false };
    this.#batches.set(record.id, batch);
    return batch;
  }

  #find(id: BatchId): Batch {
    const batch = this.#batches.get(id);
    if (batch === undefined) throw new AppFailure('id-unknown', 'This batch ended already.');
    return batch;
  }

  /** In a browser the results wait here until they are fetched and the batch is put away. */
  #resultsOf({ record }: Batch): string {
    return join(this.#folder, record.id);
  }

  #work(batch: Batch): void {
    if (batch.working) return;
    batch.working = true;
    void this.#walk(batch)
      .catch((error: unknown) => this.#parts.log(error))
      .finally(() => {
        batch.working = false;
      });
  }

  async #walk(batch: Batch): Promise<void> {
    for (;;) {
      const at = batch.record.items.findIndex(({ state }) => state === 'waiting');
      if (batch.record.state !== 'running') return;
      if (at < 0) return this.#change(batch, { state: 'done' });
      await this.#changeItem(batch, at, { state: 'running' });
      await this.#changeItem(batch, at, await this.#restore(batch, batch.record.items[at] as Item));
    }
  }

  /** One photo's failure is written beside it, and the others go on. */
  async #restore(batch: Batch, { photo }: Item): Promise<Partial<Item>> {
    const { jobs, saving, settings, log } = this.#parts;
    try {
      const { id } = jobs.start({ photo, version: null, step: batch.record.step, seeds: [0] }, settings.read());
      batch.job = id;
      const { state, failure: why, versions } = await jobs.ended(id);
      batch.job = undefined;
      if (state === 'failed') return { state, failure: why };
      const [version] = versions;
      if (state === 'cancelled' || version === undefined) return batch.record.state === 'running' ? stopped : { state: 'waiting' };
      const folder = this.#parts.host.kind === 'browser' ? this.#resultsOf(batch) : undefined;
      if (folder !== undefined) await makeFolder(folder);
      const { name } = await saving.save(photo, version, { ...batch.record.save, destination: 'beside' }, folder);
      return { state: 'done', saved: name };
    } catch (error) {
      if (error instanceof AppFailure) return { state: 'failed', failure: { code: error.code, message: error.message } };
      log(error);
      return { state: 'failed', failure: { code: 'internal', message: 'Something went wrong inside Heirloom; the photo is untouched.' } };
    }
  }

  async #changeItem(batch: Batch, at: number, change: Partial<Item>): Promise<void> {
    await this.#change(batch, { items: batch.record.items.map((item, i) => (i === at ? { ...item, ...change } : item)) });
  }

  async #change(batch: Batch, change: Partial<BatchRecord>): Promise<void> {
    batch.record = { ...batch.record, ...change };
    this.#parts.emit('batches.changed', viewOf(batch.record));
    await batch.file.write(batch.record);
  }
}

const stopped: Partial<Item> = { state: 'failed', failure: { code: 'cancelled', message: 'It was stopped; start it again if you want it.' } };

function viewOf({ id, step: done, state, items }: BatchRecord): BatchView {
  return { id, step: done, state, items };
}
