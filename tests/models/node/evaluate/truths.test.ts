import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTruths } from '../../../../models/node/evaluate/truths.ts';
import { createPhoto } from '../../../../models/photo/photo.ts';
import { toBytes, toSharp } from '../../photo/pictures.ts';

const folder = await mkdtemp(join(tmpdir(), 'heirloom-truths-'));
afterAll(async () => rm(folder, { recursive: true }));

/** 60 x 40: red left, green in the middle 40 x 40, blue right; `level` tells photos apart. */
beforeAll(async () => {
  await mkdir(join(folder, 'photos', 'deep'), { recursive: true });
  for (let n = 0; n < 5; n++) {
    const photo = createPhoto(60, 40);
    for (let i = 0; i < 2400; i++) {
      const x = i % 60;
      photo.rgb.set(x < 10 ? [1, -1, -1] : x < 50 ? [-1, (n * 20) / 127.5 - 1, -1] : [-1, -1, 1], 3 * i);
    }
    await toSharp(photo).png().toFile(join(folder, 'photos', n < 3 ? '' : 'deep', `p${n}.png`));
  }
});

test('takes the middle square at the network\'s side', async () => {
  const truths = await openTruths(join(folder, 'photos'), 100, 20);
  // In the order of names, folders and all.
  expect(truths.names).toEqual(['photos/deep/p3.png', 'photos/deep/p4.png', 'photos/p0.png', 'photos/p1.png', 'photos/p2.png']);
  const photo = truths.photo(1);
  expect([photo.width, photo.height]).toEqual([20, 20]);
  expect([...new Set(toBytes(photo).filter((_, i) => i % 3 !== 1))]).toEqual([0]);
  expect([...new Set(toBytes(photo).filter((_, i) => i % 3 === 1))]).toEqual([80]);
  expect(truths.notes).toEqual([]);
});

test('a limit takes photos evenly from all', async () => {
  expect((await openTruths(join(folder, 'photos'), 2, 20)).names).toEqual(['photos/deep/p3.png', 'photos/p0.png']);
});

test('several sources come together', async () => {
  const both = await openTruths(`${join(folder, 'photos')},${join(folder, 'photos', 'deep')}`, 100, 20);
  expect(both.names).toHaveLength(7);
});

test('a photo that cannot be read is left out, and said', async () => {
  const spoilt = join(folder, 'spoilt');
  await mkdir(spoilt);
  for (const n of [1, 2]) await toSharp(createPhoto(30, 30)).png().toFile(join(spoilt, `good${n}.png`));
  await writeFile(join(spoilt, 'bad.jpg'), 'no photo');
  const truths = await openTruths(spoilt, 100, 20);
  expect(truths.names).toEqual(['spoilt/good1.png', 'spoilt/good2.png']);
  expect(truths.notes).toEqual([expect.stringMatching(/^1 of 3 photos could not be read and were left out, the first because: .*bad\.jpg/)]);
});

test('nothing to judge by is said in a sentence', async () => {
  const empty = join(folder, 'empty');
  await mkdir(empty);
  await expect(openTruths(empty, 100, 20)).rejects.toMatchObject({ code: 'training-data', message: expect.stringContaining('too few photos') as string });
  await expect(openTruths(join(folder, 'photos', 'deep', 'missing'), 100, 20)).rejects.toMatchObject({ code: 'training-data' });
});
