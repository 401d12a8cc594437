import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PhotoView, VersionView } from '../../app/contract/photos.ts';
import { luma } from '../../models/photo/colour.ts';
import { readPhoto } from '../../models/node/photo-file.ts';
import type { Photo } from '../../models/photo/photo.ts';
import { type Opened, openApplication } from './application.ts';
import { openSmall } from './small-photos.ts';

let app: Opened;
let photo: PhotoView;
let full: VersionView;

beforeAll(async () => {
  app = await openApplication();
  photo = await openSmall(app);
  const job = await app.call('jobs.start', { photo: photo.id, version: null, seeds: [1], step: { task: 'colorize', model: 'face-colorize-small' } });
  await app.until('jobs.changed', ({ id, state }) => id === job.id && state === 'done');
  [photo] = (await app.call('photos.list', {})) as [PhotoView];
  full = photo.versions[0] as VersionView;
}, 120_000);
afterAll(async () => app.application.close());

const strength = async (version: VersionView, intensity: number): Promise<VersionView> =>
  app.call('photos.setStrength', { photo: photo.id, version: version.id, intensity });

const pixelsOf = async ({ id }: VersionView): Promise<Photo> =>
  (await readPhoto(`${app.folder}/photos/${photo.id}/versions/${id}.tif`)).photo;

/** How far a pixel's colours are from grey, root mean square. */
function colour(picture: Photo): number {
  const light = luma(picture);
  const squares = picture.rgb.reduce((sum, value, i) => sum + (value - (light[Math.floor(i / 3)] as number)) ** 2, 0);
  return Math.sqrt(squares / picture.rgb.length);
}

test('the strength of colours is changed without a job, and is what the model would have made', async () => {
  const half = await strength(full, 0.5);
  expect(half).toMatchObject({ from: null, seed: full.seed, model: full.model, step: { task: 'colorize', intensity: 0.5 } });
  expect(colour(await pixelsOf(half)) / colour(await pixelsOf(full))).toBeCloseTo(0.5, 1);
  const job = await app.call('jobs.start', { photo: photo.id, version: null, seeds: [1], step: { task: 'colorize', model: full.model, intensity: 0.5 } });
  const { versions } = await app.until('jobs.changed', ({ id, state }) => id === job.id && state === 'done');
  const [blended, made] = [await pixelsOf(half), await pixelsOf({ ...half, id: versions[0] as VersionView['id'] })];
  // Two roundings to 8 bits instead of one.
  expect(made.rgb.every((value, i) => Math.abs(value - (blended.rgb[i] as number)) < 2.5 / 127.5)).toBe(true);
});

test('from grey it goes back to full colours, and what was made once is not made twice', async () => {
  const grey = await strength(full, 0);
  expect(colour(await pixelsOf(grey))).toBeLessThan(0.01);
  expect((await strength(grey, 1)).id).toBe(full.id);
  expect((await strength(full, 0)).id).toBe(grey.id);
});

test('a search for damage that is stopped is answered at once, and the next one finds', async () => {
  const search = app.application.answer('masks.find', { photo: photo.id, version: null });
  // It has begun by the time this is answered.
  await app.call('photos.list', {});
  await app.call('masks.stopFinding', { photo: photo.id });
  expect(await search).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  expect((await app.application.answer('masks.find', { photo: photo.id, version: null })).ok).toBe(true);
});
