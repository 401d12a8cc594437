import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobView, Step } from '../../app/contract/job.ts';
import type { Mark } from '../../app/contract/marks.ts';
import type { PhotoView } from '../../app/contract/photos.ts';
import type { WorkerProcess } from '../../app/host.ts';
import { forkWorker } from '../../app/node-host.ts';
import { startProcess } from '../../models/node/own-file.ts';
import { newFolder, type Opened, openApplication } from './application.ts';
import { openSmall, smallPhoto } from './small-photos.ts';

const model = 'face-colorize-small';
const colorize: Step = { task: 'colorize', model, quality: 'quick', intensity: 1, hints: [] };
const ended = ({ state }: JobView): boolean => state === 'done' || state === 'cancelled' || state === 'failed';

const workers: WorkerProcess[] = [];
let app: Opened;
let photo: PhotoView;
beforeAll(async () => {
  app = await openApplication({
    startWorker: () => {
      const worker = forkWorker();
      workers.push(worker);
      return worker;
    },
  });
  photo = await openSmall(app);
});
afterAll(async () => app.application.close());

async function start(seeds: number[], step: Step = colorize): Promise<JobView> {
  return app.call('jobs.start', { photo: photo.id, version: null, step, seeds });
}

async function endOf(id: string): Promise<JobView> {
  return app.until('jobs.changed', (job) => job.id === id && ended(job));
}

function endsTold(id: string): number {
  return app.told.filter(({ name, payload }) => name === 'jobs.changed' && (payload as JobView).id === id && ended(payload as JobView)).length;
}

describe('jobs', () => {
  test('wait for one another, end once each, and give the same picture for the same seed', async () => {
    const [first, second] = [await start([1, 2]), await start([1])];
    expect((await app.call('jobs.list', {})).find(({ id }) => id === second.id)?.state).toBe('queued');
    const [a, b] = [await endOf(first.id), await endOf(second.id)];
    expect([a.state, b.state, a.failure, b.failure]).toEqual(['done', 'done', null, null]);
    expect([a.versions.length, b.versions.length, endsTold(first.id), endsTold(second.id)]).toEqual([2, 1, 1, 1]);
    expect(a.done).toBe(a.of);
    // The model stayed in memory: one process did both.
    expect(workers).toHaveLength(1);
    const tile = async (version: string | undefined): Promise<Uint8Array | undefined> =>
      (await app.application.picture(`/pictures/${photo.id}/${version ?? ''}/0/0/0`))?.bytes;
    expect(await tile(a.versions[0])).toEqual(await tile(b.versions[0]));
    expect(await tile(a.versions[0])).not.toEqual(await tile(a.versions[1]));
  });

  test('cancelled while waiting and while running, it is idle again within a second', async () => {
    const running = await start([3, 4, 5, 6], { ...colorize, quality: 'fine' });
    const waiting = await start([7]);
    await app.until('jobs.changed', ({ id, done }) => id === running.id && done > 0);
    await app.call('jobs.cancel', { job: waiting.id });
    const cancelledMs = performance.now();
    await app.call('jobs.cancel', { job: running.id });
    expect((await endOf(running.id)).state).toBe('cancelled');
    expect(performance.now() - cancelledMs).toBeLessThan(1000);
    expect((await endOf(waiting.id)).state).toBe('cancelled');
    expect([endsTold(running.id), endsTold(waiting.id)]).toEqual([1, 1]);
    // Ended is ended.
    await app.call('jobs.cancel', { job: running.id });
    expect(endsTold(running.id)).toBe(1);
  });

  test('cancelled before it has a model, it never begins', async () => {
    const job = await start([1]);
    await app.call('jobs.cancel', { job: job.id });
    expect(await endOf(job.id)).toMatchObject({ state: 'cancelled', versions: [], notes: [] });
    expect((await endOf((await start([1])).id)).state).toBe('done');
  });

  test('a worker that is killed fails its job, and the next job has a fresh one', async () => {
    const job = await start([8], { ...colorize, quality: 'fine' });
    await app.until('jobs.changed', ({ id, done }) => id === job.id && done > 0);
    workers.at(-1)?.kill();
    expect(await endOf(job.id)).toMatchObject({ state: 'failed', failure: { code: 'worker-died' } });
    expect(endsTold(job.id)).toBe(1);
    expect((await endOf((await start([9])).id)).state).toBe('done');
  });

  test('what cannot be done is said', async () => {
    expect(await endOf((await start([1], { ...colorize, model: 'no-such-model' })).id)).toMatchObject({ failure: { code: 'model-unknown' } });
    const stroke: Mark = { kind: 'stroke', points: [{ x: 9, y: 9 }], radius: 3, softness: 0, erase: false };
    expect(await endOf((await start([1], { task: 'inpaint', model, quality: 'quick', marks: [stroke] })).id)).toMatchObject({ failure: { code: 'model-unsuitable' } });
    expect(await app.refusal('jobs.start', { photo: photo.id, version: 'a'.repeat(20), seeds: [1], step: colorize })).toMatchObject({ code: 'id-unknown' });
  });
});

describe('a model', () => {
  test('that is removed while it works finishes, and is gone for the next job', async () => {
    const models = newFolder();
    const source = fileURLToPath(new URL('../../models/weights/face-colorize-small', import.meta.url));
    cpSync(source, join(models, 'copy'), { recursive: true });
    const manifest = join(models, 'copy', 'manifest.json');
    const { readFileSync } = await import('node:fs');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"face-colorize-small"', '"mine"'));
    const own = await openApplication({ dialogs: { choosePhotos: async () => [], chooseMask: async () => null, chooseModel: async () => join(models, 'copy'), saveAs: async () => null } });
    expect(await own.call('models.import', {})).toMatchObject({ id: 'mine', shipped: false, trouble: null });
    expect(await own.refusal('models.import', {})).toMatchObject({ code: 'output-exists' });
    expect(await own.refusal('models.remove', { model: 'face-colorize-small' })).toMatchObject({ code: 'model-unsuitable' });
    const { id } = await openSmall(own);
    const step = { ...colorize, model: 'mine' };
    const job = await own.call('jobs.start', { photo: id, version: null, seeds: [1], step });
    await own.until('jobs.changed', (view) => view.id === job.id && view.done > 0);
    await own.call('models.remove', { model: 'mine' });
    expect((await own.until('jobs.changed', (view) => view.id === job.id && ended(view))).state).toBe('done');
    const next = await own.call('jobs.start', { photo: id, version: null, seeds: [1], step });
    expect(await own.until('jobs.changed', (view) => view.id === next.id && ended(view))).toMatchObject({ failure: { code: 'model-unknown' } });
    await own.application.close();
  });
});

describe('the whole program', () => {
  test('killed in the middle of its work, it loses nothing', async () => {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    const path = await smallPhoto();
    const child = startProcess(new URL('./application.child.ts', import.meta.url), [folder, path], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    // It says so when one version is there, marks are kept, and the next version is being made.
    await new Promise((resolve) => child.once('message', resolve));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const again = await openApplication({ folder });
    const [kept] = await again.call('photos.list', {});
    expect(kept?.marks).toHaveLength(1);
    expect(kept?.versions).toHaveLength(1);
    expect(kept?.shown).toBe(kept?.versions[0]?.id);
    const [batch] = await again.call('batches.list', {});
    expect(batch).toMatchObject({ state: 'paused', items: [{ state: 'waiting' }] });
    await again.call('batches.resume', { batch: batch?.id as never });
    const done = await again.until('batches.changed', ({ state }) => state === 'done');
    expect(done.items).toMatchObject([{ state: 'done', saved: 'grandmother-colorized.png' }]);
    expect(readdirSync(join(path, '..')).sort()).toEqual(['grandmother-colorized.png', 'grandmother.png']);
    await again.application.close();
    rmSync(folder, { recursive: true });
  });
});
