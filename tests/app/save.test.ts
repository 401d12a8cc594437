import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Mark } from '../../app/contract/marks.ts';
import type { PhotoView, VersionView } from '../../app/contract/photos.ts';
import { recipeIn } from '../../models/node/metadata/provenance.ts';
import { sharp } from '../../models/node/sharp.ts';
import { heirloom } from '../cli/heirloom.ts';
import { newFolder, noDialogs, type Opened, openApplication } from './application.ts';
import { openSmall, smallPhoto } from './small-photos.ts';

let app: Opened;
let photo: PhotoView;
let version: VersionView;
let path: string;
/** What the dialog answers. */
let chosen: string | null = null;

beforeAll(async () => {
  app = await openApplication({ dialogs: { ...noDialogs, saveAs: async () => Promise.resolve(chosen) } });
  path = await smallPhoto();
  photo = await openSmall(app, path);
  const job = await app.call('jobs.start', { photo: photo.id, version: null, seeds: [1, 2], step: { task: 'colorize', model: 'face-colorize-small' } });
  await app.until('jobs.changed', ({ id, state }) => id === job.id && state === 'done');
  [photo] = (await app.call('photos.list', {})) as [PhotoView];
  version = photo.versions[0] as VersionView;
}, 120_000);
afterAll(async () => app.application.close());

describe('saving', () => {
  test('goes beside the photo under a free name, says what was simulated, and marks the version', async () => {
    const before = readFileSync(path);
    const save = async () => app.call('results.save', { photo: photo.id, version: version.id, format: 'png', destination: 'beside' });
    const [first, second] = [await save(), await save()];
    expect([first.name, second.name]).toEqual(['grandmother-colorized.png', 'grandmother-colorized-2.png']);
    expect(first.change).toMatchObject({ toKeep: 0, changedOutside: 0 });
    expect(first.change?.lightChange).toBeLessThan(2.5);
    expect(readFileSync(path)).toEqual(before);
    const { xmp } = await sharp(join(path, '..', 'grandmother-colorized.png')).metadata();
    expect(xmp?.toString()).toContain('Colours are simulated');
    expect(JSON.parse(recipeIn(xmp as Buffer) ?? '')).toMatchObject({ steps: [{ step: { task: 'colorize' }, model: 'face-colorize-small', seed: 1 }] });
    expect((await app.call('photos.list', {}))[0]?.versions.map(({ saved }) => saved)).toEqual([true, false]);
  });

  test('an example goes among the person\'s pictures, never into the program', async () => {
    const example = await app.call('photos.openExample', { name: 'march-pastoral' });
    const job = await app.call('jobs.start', {
      photo: example.id,
      version: null,
      seeds: [0],
      step: { task: 'colorize', model: 'face-colorize-small' },
    });
    const { versions } = await app.until('jobs.changed', ({ id, state }) => id === job.id && state === 'done');
    const home = newFolder();
    mkdirSync(join(home, 'Pictures'));
    vi.stubEnv('HOME', home);
    vi.stubEnv('USERPROFILE', home);
    const report = await app.call('results.save', { photo: example.id, version: versions[0]!, format: 'png', destination: 'beside' });
    vi.unstubAllEnvs();
    expect(report.name).toBe('march-pastoral-colorized.png');
    expect(readdirSync(join(home, 'Pictures'))).toEqual(['march-pastoral-colorized.png']);
  });

  test('carries a recipe that the command line follows to the same pixels', async () => {
    const folder = newFolder();
    chosen = join(folder, 'saved.png');
    await app.call('results.save', { photo: photo.id, version: version.id, format: 'png' });
    const { code, stderr } = await heirloom(['replay', 'saved.png', path, '--out', 'again.png', '--quiet'], { folder, models: folder });
    expect([code, stderr]).toEqual([0, '']);
    const pixels = async (name: string): Promise<Buffer> => sharp(join(folder, name)).raw().toBuffer();
    expect(await pixels('again.png')).toEqual(await pixels('saved.png'));
  });

  test.each(['jpeg', 'tiff', 'webp', 'avif'] as const)('%s by a dialog, with the ending that belongs to it', async (format) => {
    chosen = join(newFolder(), 'mine');
    const report = await app.call('results.save', { photo: photo.id, version: version.id, format });
    expect(report.saved).toBe(true);
    const { width, xmp } = await sharp(join(chosen, '..', report.name ?? '')).metadata();
    expect([width, xmp === undefined]).toEqual([128, false]);
    expect(report.notes.some((note) => note.includes('choose PNG or TIFF'))).toBe(format !== 'tiff');
  });

  test('never over the original, whatever the dialog said; a dismissed dialog saves nothing', async () => {
    const before = readFileSync(path);
    chosen = path;
    expect(await app.refusal('results.save', { photo: photo.id, version: version.id, format: 'png' })).toMatchObject({ code: 'output-exists' });
    expect(readFileSync(path)).toEqual(before);
    chosen = null;
    expect(await app.call('results.save', { photo: photo.id, version: version.id, format: 'png' })).toMatchObject({ saved: false });
  });

  test('into a folder that is not there is one sentence', async () => {
    chosen = join(newFolder(), 'gone', 'a.png');
    expect(await app.refusal('results.save', { photo: photo.id, version: version.id, format: 'png' })).toMatchObject({ code: 'output-unwritable' });
  });
});

describe('mixing', () => {
  test('takes a region of one version, leaves the rest of the other to the bit, and the check counts it', async () => {
    const [base, other] = photo.versions as [VersionView, VersionView];
    const marks = [{ kind: 'rectangle', from: { x: 0, y: 0 }, to: { x: 64, y: 128 } } as const];
    const mixed = await app.call('photos.mix', { photo: photo.id, base: base.id, parts: [{ version: other.id, marks }] });
    expect(mixed).toMatchObject({ from: base.id, step: null, model: null });
    const change = await app.call('results.check', { photo: photo.id, version: mixed.id });
    expect(change).toMatchObject({ toKeep: 64 * 128, changedOutside: 0, lightChange: null });
    expect(change.changedInside).toBeGreaterThan(1000);
    const map = await app.application.picture(change.map);
    expect((await sharp(map?.bytes).metadata()).width).toBe(128);
  });
});

describe('masks', () => {
  test('go out as a picture and come back the same', async () => {
    chosen = join(newFolder(), 'mask.png');
    const marks: Mark[] = [{ kind: 'stroke', points: [{ x: 40, y: 40 }, { x: 80, y: 60 }], radius: 9, softness: 0.4, erase: false }];
    await app.call('masks.export', { photo: photo.id, marks });
    const back = await app.application.openMask(photo.id, chosen);
    if (!back.ok) throw new Error(back.error.message);
    expect(back.value).toMatchObject({ photo: photo.id, width: 128, height: 128 });
    const kept = await app.application.picture(`/pictures/${photo.id}/masks/${back.value.id}`);
    const alpha = await sharp(kept?.bytes).extractChannel('alpha').raw().toBuffer();
    expect(alpha).toEqual(await sharp(chosen).toColourspace('b-w').raw().toBuffer());
    expect(await app.application.openMask(photo.id, join(chosen, 'nothing.png'))).toMatchObject({ ok: false, error: { code: 'mask-unreadable' } });
  });

  test('nothing to repair is an answer', async () => {
    expect(await app.call('masks.find', { photo: photo.id, version: null })).toBeNull();
  });
});
