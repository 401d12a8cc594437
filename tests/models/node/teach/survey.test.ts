import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeCrop, chooseGoal, prepareCrops } from '../../../../models/node/teach/goal.ts';
import { discardTeachSession, listTeachSessions, openTeachSession, places, type TeachSession } from '../../../../models/node/teach/session.ts';
import { surveyPhotos, type SurveyProgress } from '../../../../models/node/teach/survey.ts';
import { summaryWords } from '../../../../models/teach/summary.ts';
import { exampleFile } from '../../teach/example-photos.ts';
import { makeAlbum, makeBase } from './tiny-world.ts';

let home: string;
let photos: string;
let base: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'heirloom-survey-'));
  photos = join(home, 'photos');
  base = await makeBase(join(home, 'models'), 'tiny-base');
  await makeAlbum(join(photos, 'below', 'deep'), 9);
  const boats = sharp(exampleFile('nagasaki-boats'));
  await boats.clone().resize(700).jpeg().toFile(join(photos, 'boats.jpg'));
  await boats.clone().resize(400).jpeg({ quality: 40 }).toFile(join(photos, 'boats-small.jpg'));
  // Turned by its EXIF: as upright as the others.
  await sharp(await boats.clone().resize(500).rotate(90).toBuffer()).withMetadata({ orientation: 8 }).jpeg().toFile(join(photos, 'boats-turned.jpg'));
  await sharp(exampleFile('march-pastoral')).resize(500).greyscale().png().toFile(join(photos, 'grey.png'));
  await sharp(exampleFile('french-alpine-landscape')).resize(600).blur(12).jpeg().toFile(join(photos, 'soft.jpg'));
  await sharp(exampleFile('black-canyon')).resize(80, 80).png().toFile(join(photos, 'stamp.png'));
  await writeFile(join(photos, 'broken.jpg'), (await boats.clone().resize(300).jpeg().toBuffer()).subarray(0, 4000));
  await writeFile(join(photos, 'text.png'), 'no picture');
  await writeFile(join(photos, 'notes.txt'), 'no photo');
});
afterAll(async () => rm(home, { recursive: true }));

describe('a survey', () => {
  it('looks at every photo of a folder and says in one line what they are', async () => {
    await withSession('all', async (session) => {
      const seen: SurveyProgress[] = [];
      const summary = await followed(surveyPhotos(session, [photos], { threads: 2 }), (progress) => seen.push(progress));
      expect(summaryWords(summary)).toBe('17 photos, 11 usable, 0 faces, 2 duplicates, 2 without colour, 1 blurred, 1 too small, 2 unreadable');
      expect([seen.length, seen.at(-1)?.done, seen.at(-1)?.of]).toEqual([17, 17, 17]);
      const boats = session.record.photos.filter(({ path }) => path.includes('boats'));
      expect(boats.map(({ verdict }) => verdict).sort()).toEqual(['duplicate', 'duplicate', 'usable']);
      expect(boats.find(({ verdict }) => verdict === 'usable')?.path).toMatch(/boats\.jpg$/);
      expect(await readdir(join(places(session.folder).cache, 'thumbnails'))).toHaveLength(15);
      expect((await stat(session.folder)).mode & 0o077).toBe(0);
    });
    const again = await openTeachSession(join(home, 'sessions'), 'all');
    expect(again.record.photos).toHaveLength(17);
    await discardTeachSession(again);
    expect(await listTeachSessions(join(home, 'sessions'))).not.toContain('all');
  });

  it('stops at once, and keeps what was there before', async () => {
    await withSession('stopped', async (session) => {
      const stop = new AbortController();
      const survey = followed(surveyPhotos(session, [photos], { signal: stop.signal, threads: 1 }), () => stop.abort());
      await expect(survey).rejects.toMatchObject({ code: 'cancelled' });
      expect(session.record.photos).toEqual([]);
    });
  });

  it('says in one sentence what keeps it from looking', async () => {
    await mkdir(join(home, 'empty'));
    await withSession('none', async (session) => {
      await expect(followed(surveyPhotos(session, [join(home, 'empty')]))).rejects.toMatchObject({ code: 'folder-empty' });
      await expect(followed(surveyPhotos(session, [join(home, 'vanished')]))).rejects.toMatchObject({ code: 'photo-missing' });
    });
  });

  it('lets no second wizard in, but takes over from one that died', async () => {
    const root = join(home, 'sessions');
    await withSession('first', async () => {
      await expect(openTeachSession(root, 'second')).rejects.toMatchObject({ code: 'busy' });
    });
    await writeFile(join(root, 'lock'), '999999999');
    await withSession('second', async () => Promise.resolve());
    // The number of a dead wizard may be another program's by now; a lock of tomorrow is one of a clock that was set back.
    for (const minutes of [-5, 60 * 24]) {
      await writeFile(join(root, 'lock'), String(process.pid));
      await utimes(join(root, 'lock'), new Date(), new Date(Date.now() + minutes * 60_000));
      await withSession('second', async () => Promise.resolve());
    }
  });
});

describe('the pictures', () => {
  it('are cut from the photos as a person wants them, and none that has changed since', async () => {
    await withSession('cut', async (session) => {
      await followed(surveyPhotos(session, [photos], { threads: 1 }));
      expect(await chooseGoal(session, { task: 'colorize', base, framing: 'faces' })).toContain('No face was found');
      expect(await chooseGoal(session, { task: 'colorize', base })).toBeNull();
      const { crops } = session.record;
      expect(crops).toHaveLength(11);
      await changeCrop(session, 0, { box: { x: -10, y: 5, width: 60, height: 40 } });
      await rm(join(photos, 'below', 'deep', '8.png'));
      await followed(prepareCrops(session, { threads: 1 }));
      const { split, notes } = session.record;
      // Two are without colour (the boats are brown all over), one is gone.
      expect([split?.train.length, split?.validation.length]).toEqual([6, 2]);
      expect(notes.at(-1)).toMatch(/1 pictures were left out, the first because: ".*8\.png" is gone/);
      const first = await sharp(places(session.folder).crop(0)).metadata();
      expect([first.width, first.height]).toEqual([60, 40]);
      await expect(changeCrop(session, 99, { excluded: true })).rejects.toMatchObject({ code: 'id-unknown' });
      for (const { id } of crops.slice(0, 4)) await changeCrop(session, id, { excluded: true });
      await expect(followed(prepareCrops(session, { threads: 1 }))).rejects.toMatchObject({ code: 'training-data' });
    });
  });
});

async function withSession(id: string, work: (session: TeachSession) => Promise<unknown>): Promise<void> {
  const session = await openTeachSession(join(home, 'sessions'), id);
  try {
    await work(session);
  } finally {
    await session.close();
  }
}

async function followed<Progress, Result>(
  turns: AsyncGenerator<Progress, Result>,
  seen: (progress: Progress) => unknown = () => undefined,
): Promise<Result> {
  let turn = await turns.next();
  for (; turn.done !== true; turn = await turns.next()) seen(turn.value);
  return turn.value;
}
