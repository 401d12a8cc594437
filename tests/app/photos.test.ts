import { chmodSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Mark } from '../../app/contract/marks.ts';
import { pictures } from '../../app/contract/pictures.ts';
import { sharp } from '../../models/node/sharp.ts';
import { newFolder, type Opened, openApplication } from './application.ts';
import { openSmall, smallPhoto } from './small-photos.ts';

let app: Opened;
beforeAll(async () => {
  app = await openApplication();
});
afterAll(async () => app.application.close());

const stroke: Mark = { kind: 'stroke', points: [{ x: 4, y: 5 }], radius: 6, softness: 0.2, erase: false };

describe('opening', () => {
  test('a file twice, from two windows at once, is one photo', async () => {
    const path = await smallPhoto();
    const [first, second] = await Promise.all([openSmall(app, path), openSmall(app, path)]);
    expect(second.id).toBe(first.id);
    expect((await openSmall(app, path)).id).toBe(first.id);
  });

  test('what is no photo is said beside what is one', async () => {
    const folder = newFolder();
    const cut = await smallPhoto('cut.png', folder);
    truncateSync(cut, 900);
    writeFileSync(join(folder, 'text.jpg'), 'not a picture');
    writeFileSync(join(folder, 'empty.jpg'), '');
    const opened = await app.application.openPaths([cut, join(folder, 'text.jpg'), join(folder, 'empty.jpg'), join(folder, 'gone.jpg'), folder, await smallPhoto('fine.png', folder)]);
    expect(opened.map((file) => ('photo' in file ? 'photo' : file.error.code))).toEqual([
      'photo-unreadable',
      'photo-unreadable',
      'photo-unreadable',
      'photo-missing',
      'photo-unreadable',
      'photo',
    ]);
    // A sentence for a person, with the file's name and without its folder.
    for (const file of opened) if ('error' in file) expect(file.error.message).not.toContain(folder);
  });

  test('an upload goes under its own name, wherever the browser says it lies', async () => {
    const path = await smallPhoto('tmp-upload.png');
    const opened = await app.application.openUpload('../../evil/Großmutter.png', path);
    expect(opened).toMatchObject({ photo: { name: 'Großmutter.png', width: 128 } });
  });

  test('tells grey and sepia from colour', async () => {
    const folder = newFolder();
    const grey = await smallPhoto('grey.png', folder);
    await sharp(grey).toColourspace('srgb').tint({ r: 200, g: 160, b: 110 }).toFile(join(folder, 'sepia.png'));
    await sharp({ create: { width: 64, height: 64, channels: 3, background: '#c03020' } })
      .composite([{ input: { create: { width: 32, height: 64, channels: 3, background: '#20a040' } }, left: 0, top: 0 }])
      .png()
      .toFile(join(folder, 'colour.png'));
    expect((await openSmall(app, grey)).grey).toBe(true);
    expect((await openSmall(app, join(folder, 'sepia.png'))).grey).toBe(true);
    expect((await openSmall(app, join(folder, 'colour.png'))).grey).toBe(false);
  });
});

describe('a photo that goes away', () => {
  test('is marked, keeps its versions, and comes back', async () => {
    const path = await smallPhoto();
    const photo = await openSmall(app, path);
    rmSync(path);
    const find = async (): Promise<boolean | undefined> => (await app.call('photos.list', {})).find(({ id }) => id === photo.id)?.missing;
    expect(await find()).toBe(true);
    const job = await app.call('jobs.start', { photo: photo.id, version: null, seeds: [1], step: { task: 'colorize' } });
    const ended = await app.until('jobs.changed', ({ id, state }) => id === job.id && state === 'failed');
    expect(ended.failure?.code).toBe('photo-missing');
    await smallPhoto('grandmother.png', join(path, '..'));
    expect(await find()).toBe(false);
    // Another file under the old name is another photo.
    const again = await app.call('jobs.start', { photo: photo.id, version: null, seeds: [1], step: { task: 'colorize' } });
    expect((await app.until('jobs.changed', ({ id, state }) => id === again.id && state === 'failed')).failure?.code).toBe('photo-changed');
  });

  test('is refused once it is closed', async () => {
    const photo = await openSmall(app);
    await app.call('photos.close', { photo: photo.id });
    expect(await app.refusal('photos.keepMarks', { photo: photo.id, marks: [] })).toMatchObject({ code: 'photo-closed' });
    expect(await app.application.picture(pictures.thumbnail(photo.id, null))).toBeNull();
  });
});

describe('two windows', () => {
  test('hear the same, and one that left hears nothing', async () => {
    const photo = await openSmall(app);
    const heard: string[][] = [[], []];
    const stops = heard.map((list) => app.application.listen((name) => list.push(name)));
    await app.call('photos.keepMarks', { photo: photo.id, marks: [stroke] });
    stops[1]?.();
    await app.call('photos.keepMarks', { photo: photo.id, marks: [] });
    stops[0]?.();
    expect(heard).toEqual([['photos.changed', 'photos.changed'], ['photos.changed']]);
  });
});

describe('pictures', () => {
  test('tiles of halving size, and none beyond', async () => {
    const path = join(newFolder(), 'wide.jpg');
    await sharp({ create: { width: 1301, height: 777, channels: 3, background: '#808080' } }).toFile(path);
    const { id } = await openSmall(app, path);
    const size = async (level: number, column: number, row: number): Promise<string | undefined> => {
      const tile = await app.application.picture(pictures.tile(id, null, level, column, row));
      if (tile === null) return undefined;
      const { width, height } = await sharp(tile.bytes).metadata();
      return `${width}x${height}`;
    };
    expect(await Promise.all([size(0, 0, 0), size(0, 2, 1), size(1, 1, 0), size(2, 0, 0)])).toEqual(['512x512', '277x265', '139x389', '326x195']);
    expect(await Promise.all([size(0, 3, 0), size(2, 1, 0), size(3, 0, 0)])).toEqual([undefined, undefined, undefined]);
    const thumbnail = await app.application.picture(pictures.thumbnail(id, null));
    expect(Math.max((await sharp(thumbnail?.bytes).metadata()).width, 0)).toBe(320);
  });

  test('no place leads to another file', async () => {
    const { id } = await openSmall(app);
    const places = ['/pictures/../../etc/passwd', `/pictures/${id}/masks/../photo.json`, `/pictures/${id}/original/0/0/..%2f..`, `/pictures/${id}/original/00/0/0`, `/pictures/${id}/${'a'.repeat(20)}/thumbnail`, `/pictures/${'a'.repeat(20)}/original/thumbnail`, '', `//pictures/${id}/original/thumbnail`, `/pictures/${id}/original/thumbnail\n`];
    for (const place of places) expect(await app.application.picture(place)).toBeNull();
  });
});

describe('a folder that cannot be written', () => {
  test.skipIf(process.getuid?.() === 0)('is one sentence at the start', async () => {
    const folder = newFolder();
    chmodSync(folder, 0o500);
    await expect(openApplication({ folder: join(folder, 'inside') })).rejects.toMatchObject({ code: 'output-unwritable' });
  });

  test('damaged records cost the photo they belong to, and nothing else', async () => {
    const folder = newFolder();
    const first = await openApplication({ folder });
    const kept = await openSmall(first);
    await first.application.close();
    mkdirSync(join(folder, 'photos', 'b'.repeat(20)));
    writeFileSync(join(folder, 'photos', 'b'.repeat(20), 'photo.json'), '{"id": 5');
    const second = await openApplication({ folder });
    expect((await second.call('photos.list', {})).map(({ id }) => id)).toEqual([kept.id]);
    await second.application.close();
    expect(readdirSync(join(folder, 'photos'))).toHaveLength(2);
  });
});
