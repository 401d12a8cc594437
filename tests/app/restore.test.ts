import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PhotoView } from '../../app/contract/photos.ts';
import { pictures } from '../../app/contract/pictures.ts';
import { sharp } from '../../models/node/sharp.ts';
import { newFolder, type Opened, openApplication } from './application.ts';
import { join } from 'node:path';

let app: Opened;
let photo: PhotoView;

beforeAll(async () => {
  app = await openApplication();
  photo = await greyPhoto(app);
});
afterAll(async () => app.application.close());

/** A quarter of an example photograph, without its colours. */
async function greyPhoto({ application }: Opened): Promise<PhotoView> {
  const path = join(newFolder(), 'grey.png');
  const [example] = [await app.call('photos.openExample', { name: 'march-pastoral' })];
  const tile = await application.picture(pictures.tile(example.id, null, 0, 0, 0));
  await sharp(tile?.bytes).resize(256, 256).greyscale().toFile(path);
  const [opened] = await application.openPaths([path]);
  if (opened === undefined || !('photo' in opened)) throw new Error('not opened');
  return opened.photo;
}

describe('colours', () => {
  test('come from a real worker, with progress, previews and a version', async () => {
    expect(photo).toMatchObject({ width: 256, height: 256, depth: 8, grey: true, missing: false, versions: [] });
    const job = await app.call('jobs.start', { photo: photo.id, version: null, seeds: [3], step: { task: 'colorize', model: 'face-colorize-small' } });
    const ended = await app.until('jobs.changed', ({ id, state }) => id === job.id && ['done', 'failed', 'cancelled'].includes(state));
    expect(ended).toMatchObject({ state: 'done', failure: null });
    const [version] = ended.versions;
    const [now] = (await app.call('photos.list', {})).filter(({ id }) => id === photo.id);
    expect(now?.shown).toBe(version);
    const states = app.told.flatMap(({ name, payload }) => (name === 'jobs.changed' && (payload as { id: string }).id === job.id ? [(payload as { state: string }).state] : []));
    expect(states[0]).toBe('queued');
    expect(states.filter((state) => state === 'done')).toHaveLength(1);
    expect(app.told.some(({ name }) => name === 'jobs.preview')).toBe(true);
    const tile = await app.application.picture(pictures.tile(photo.id, version ?? null, 0, 0, 0));
    const { channels } = await sharp(tile?.bytes).stats();
    expect(Math.abs((channels[0]?.mean ?? 0) - (channels[2]?.mean ?? 0))).toBeGreaterThan(2);
  });
});
