import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { AppFailure } from '../../../models/failure.ts';
import { listPhotos } from '../../../models/node/photo-list.ts';
import { temporaryFolder } from './photo-samples.ts';

const file = temporaryFolder();

beforeAll(async () => {
  const names = [
    'album/IMG_10.jpg',
    'album/IMG_2.JPG',
    'album/Zoo.png',
    'album/apple.webp',
    'album/.hidden.jpg',
    'album/._IMG_2.JPG',
    'album/notes.txt',
    'album/Thumbs.db',
    'album/old/IMG_1.tiff',
    'album/old/deep/x.avif',
    'album/.cache/y.png',
    'album/phone.heic',
    'papers/letter.txt',
    'papers/inner/photo.gif',
    'odd/photo [1].png',
    'odd/photo 1.png',
    'odd/{a,b}.png',
    'odd/noending',
  ];
  for (const name of names) {
    await mkdir(dirname(file(name)), { recursive: true });
    await writeFile(file(name), 'x');
  }
});

const listed = async (patterns: string[], recursive = false): Promise<string[]> =>
  (await listPhotos(patterns.map(file), { recursive })).map((path) => relative(file('.'), path).replaceAll('\\', '/'));

async function failureOf(work: Promise<unknown>): Promise<AppFailure> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppFailure)) throw new Error('expected an AppFailure', { cause: error });
  return error;
}

describe('folders', () => {
  test('the photos in them, in natural order, nothing hidden and nothing else', async () => {
    expect(await listed(['album'])).toEqual(['album/apple.webp', 'album/IMG_2.JPG', 'album/IMG_10.jpg', 'album/phone.heic', 'album/Zoo.png']);
  });

  test('all the way down when told so', async () => {
    expect(await listed(['album'], true)).toEqual([
      'album/apple.webp',
      'album/IMG_2.JPG',
      'album/IMG_10.jpg',
      'album/old/deep/x.avif',
      'album/old/IMG_1.tiff',
      'album/phone.heic',
      'album/Zoo.png',
    ]);
  });

  test('without photos', async () => {
    const failure = await failureOf(listPhotos([file('papers')]));
    expect(failure.code).toBe('folder-empty');
    expect(failure.message).toContain('subfolders were not searched');
    expect(await listed(['papers'], true)).toEqual(['papers/inner/photo.gif']);
  });
});

describe('files and globs', () => {
  test('a file is taken whatever it is called; reading it will tell', async () => {
    expect(await listed(['album/notes.txt', 'odd/noending'])).toEqual(['album/notes.txt', 'odd/noending']);
  });

  test('a name that exists counts as itself, even with the letters of a glob in it', async () => {
    expect(await listed(['odd/photo [1].png'])).toEqual(['odd/photo [1].png']);
    expect(await listed(['odd/{a,b}.png'])).toEqual(['odd/{a,b}.png']);
  });

  test('globs find photos only', async () => {
    expect(await listed(['album/*'])).toEqual(['album/apple.webp', 'album/IMG_2.JPG', 'album/IMG_10.jpg', 'album/phone.heic', 'album/Zoo.png']);
    expect(await listed(['album/**/*.{tiff,avif}'])).toEqual(['album/old/deep/x.avif', 'album/old/IMG_1.tiff']);
  });

  test('each file once, however it was named', async () => {
    await symlink(file('album/Zoo.png'), file('album/link.png')).catch(() => undefined);
    const twice = await listed(['album/Zoo.png', 'album', 'album/../album/Zoo.png', 'album/*.png']);
    expect(twice.filter((path) => path.endsWith('Zoo.png') || path.endsWith('link.png'))).toHaveLength(1);
    expect(new Set(twice).size).toBe(twice.length);
  });

  test('nothing there', async () => {
    for (const pattern of ['nowhere.jpg', 'nowhere/*.jpg', 'album/*.gif', 'album/*.txt', 'nofolder']) {
      const failure = await failureOf(listPhotos([file('album'), file(pattern)]));
      expect(failure.code).toBe('photo-missing');
      expect(failure.message).toContain(file(pattern));
    }
    expect(await listPhotos([])).toEqual([]);
  });
});
