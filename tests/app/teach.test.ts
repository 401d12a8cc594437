import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TeachId } from '../../app/contract/teach.ts';
import type { WorkerProcess } from '../../app/host.ts';
import { forkWorker } from '../../app/node-host.ts';
import { startProcess } from '../../models/node/own-file.ts';
import { writeTinyModels } from '../cli/tiny-models.ts';
import { newFolder, noDialogs, type Opened, openApplication } from './application.ts';
import { openSmall } from './small-photos.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const place = newFolder();
const [folder, models, photos] = [join(place, 'home'), join(place, 'models'), join(place, 'family')];
const processes: WorkerProcess[] = [];
let app: Opened;
let teaching: TeachId;
/** Where it was saved last before everything was killed. */
let saved: number;

beforeAll(async () => {
  await writeTinyModels(models, ['colorize']);
  const child = startProcess(new URL('./teach.child.ts', import.meta.url), [folder, models, photos], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  saved = await new Promise((resolve) => child.once('message', (step) => resolve(step as number)));
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  app = await openApplication({
    folder,
    modelFolders: [models],
    dialogs: { ...noDialogs, saveModelAs: async () => join(place, 'family.heirloom'), chooseModelFile: async () => join(place, 'family.heirloom') },
    startWorker: () => {
      const worker = forkWorker();
      processes.push(worker);
      return worker;
    },
  });
});
afterAll(async () => app.application.close());

describe('teaching', () => {
  test('that was killed with everything else waits, paused, and knows what it was', async () => {
    const [view] = await app.call('teach.list', {});
    expect(view).toMatchObject({
      sources: ['family'],
      summary: { photos: 10, usable: 10, grey: 0 },
      goal: { task: 'colorize', framing: 'whole', base: { id: 'tiny-colorize' }, refusal: null },
      crops: { all: 10, used: 9 },
      recipe: { steps: 12 },
      run: { state: 'paused', of: 12 },
      verdict: null,
      failure: null,
    });
    expect(view?.split).toEqual({ train: 7, validation: 2 });
    teaching = (view as NonNullable<typeof view>).id;
    // What was left of the other process may hold its folder for a moment.
    await expect.poll(async () => (await app.application.answer('teach.open', { teaching })).ok, { timeout: 20_000 }).toBe(true);
    expect((await app.call('teach.crops', { teaching })).filter(({ excluded }) => excluded).map(({ id }) => id)).toEqual([9]);
    expect(await app.application.picture(`/pictures/teachings/${teaching}/photos/0`)).toMatchObject({ type: 'image/webp' });
    expect(await app.application.picture(`/pictures/teachings/${teaching}/photos/../../x`)).toBeNull();
  });

  test('goes on from the last save, survives the death of its process, gives way to a photo that is restored', async () => {
    await app.call('teach.resume', { teaching });
    const first = await app.until('teach.changed', ({ run }) => run?.state === 'running' && run.step > saved && run.loss !== null);
    expect(first.run?.step).toBeGreaterThan(saved);
    const before = processes.length;
    processes.at(-1)?.kill();
    const { id: photo } = await openSmall(app);
    const job = await app.call('jobs.start', { photo, version: null, seeds: [1], step: { task: 'colorize', model: 'tiny-colorize' } });
    await app.until('teach.changed', ({ run }) => run?.state === 'waiting');
    expect(await app.until('jobs.changed', ({ id, state }) => id === job.id && state !== 'queued' && state !== 'running')).toMatchObject({ state: 'done' });
    const judged = await app.until('teach.changed', ({ verdict, work, failure }) => (verdict !== null && work === null) || failure !== null);
    expect(processes.length).toBeGreaterThan(before);
    expect(judged).toMatchObject({ failure: null, run: { state: 'done', step: 12 }, verdict: { pictures: 2 } });
    const looks = (judged.run?.curve ?? []).map(({ step }) => step);
    expect(looks).toEqual([...new Set(looks)].sort((a, b) => a - b));
    const { round } = judged.verdict as NonNullable<typeof judged.verdict>;
    expect((await app.application.picture(`/pictures/teachings/${teaching}/strip/verdict-1-taught/${round}`))?.bytes.length).toBeGreaterThan(100);
    // Two a second, and never a pixel.
    const told = app.told.filter(({ name }) => name === 'teach.changed');
    expect(Math.max(...told.map(({ payload }) => JSON.stringify(payload).length))).toBeLessThan(10_000);
  });

  test('is stopped at once, whatever it does', async () => {
    const [{ verdict: judgedBefore } = { verdict: null }] = await app.call('teach.list', {});
    await app.call('teach.judge', { teaching, share: 0.9 });
    const startMs = performance.now();
    await app.call('teach.cancel', { teaching });
    await expect.poll(async () => (await app.call('teach.list', {}))[0]?.work, { timeout: 20_000 }).toBeNull();
    console.log(`Stopped ${(performance.now() - startMs).toFixed(0)} ms after it was asked to.`);
    expect((await app.call('teach.list', {}))[0]).toMatchObject({ failure: null, verdict: judgedBefore as object });
  });

  test('ends in a model that photos of the family are restored with, and leaves nothing behind', async () => {
    expect(await app.refusal('teach.keep', { teaching, title: '...', picture: null, useFor: 'nothing' })).toMatchObject({ code: 'option-invalid' });
    const model = await app.call('teach.keep', { teaching, title: 'Our family', picture: 0, useFor: 'sources' });
    expect(model).toMatchObject({ id: 'our-family', title: 'Our family', task: 'colorize', parent: 'tiny-colorize', shipped: false, trouble: null });
    expect(await app.application.picture('/pictures/models/our-family')).toMatchObject({ type: 'image/png' });
    expect((await app.call('teach.list', {}))[0]).toMatchObject({ kept: 'our-family' });
    const { id: photo } = await openSmall(app, join(photos, 'family-1.jpg'));
    const { id: job } = await app.call('jobs.start', { photo, version: null, seeds: [1], step: { task: 'colorize' } });
    expect(await app.until('jobs.changed', ({ id, state }) => id === job && state !== 'queued' && state !== 'running')).toMatchObject({ state: 'done' });
    const [view] = (await app.call('photos.list', {})).filter(({ id }) => id === photo);
    expect(view?.versions.map((version) => version.model)).toEqual(['our-family']);
    await app.call('teach.discard', { teaching });
    expect(await app.call('teach.list', {})).toEqual([]);
    expect(readdirSync(join(folder, 'teach', 'sessions')).filter((name) => name !== 'lock')).toEqual([]);
    expect(existsSync(join(photos, 'family-1.jpg'))).toBe(true);
    expect(await app.refusal('teach.resume', { teaching })).toMatchObject({ code: 'id-unknown' });
  });

  test('made a model of one\'s own: it is renamed, exported under a passphrase, removed and brought back', async () => {
    const model = 'our-family';
    expect(await app.call('models.rename', { model, title: 'The Winters' })).toMatchObject({ title: 'The Winters', own: true, hasPicture: true, usedFor: ['family'] });
    expect(await app.call('models.stopUsing', { model })).toMatchObject({ usedFor: [] });
    expect(await app.call('models.export', { model, passphrase: 'Sommer 1974' })).toEqual({ saved: true, name: 'family.heirloom', download: null });
    await app.call('models.remove', { model });
    expect((await app.call('models.list', {})).map(({ id }) => id)).not.toContain(model);
    const chosen = (await app.call('models.chooseFile', {})) as { file: string; name: string };
    const locked = await app.refusal('models.importFile', { file: chosen.file, passphrase: null });
    expect(locked).toMatchObject({ code: 'option-invalid' });
    expect(locked.message).not.toContain(place);
    expect(await app.call('models.importFile', { file: chosen.file, passphrase: 'Sommer 1974' })).toMatchObject({ id: model, title: 'The Winters', own: true, hasPicture: false });
    expect(await app.refusal('models.importFile', { file: chosen.file, passphrase: null })).toMatchObject({ code: 'id-unknown' });
    expect(await app.refusal('models.rename', { model: 'face-colorize-small', title: 'Mine' })).toMatchObject({ code: 'model-unsuitable' });
  });

  test('of nothing is a sentence', async () => {
    const { id } = await app.call('teach.begin', {});
    expect(await app.refusal('teach.survey', { teaching: id })).toMatchObject({ code: 'folder-empty' });
    await app.application.addTeachPaths(id, [join(place, 'nowhere')]);
    await app.call('teach.survey', { teaching: id });
    const failed = await app.until('teach.changed', (view) => view.id === id && view.failure !== null);
    expect(failed.failure).toMatchObject({ code: 'photo-missing' });
    expect(failed.failure?.message).not.toContain(place);
    expect(await app.refusal('teach.start', { teaching: id, minutes: 1 })).toMatchObject({ code: 'id-unknown' });
    await app.call('teach.discard', { teaching: id });
  });
});
