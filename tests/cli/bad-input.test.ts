import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { RunEvent } from '../../cli/events.ts';
import { mountSmallDisk, noSmallDisk, type SmallDisk } from '../models/node/small-disk.ts';
import { album, picture, writeAlbum } from './bad-photos.ts';
import { heirloom, heirloomJson, patienceMs, type Where } from './heirloom.ts';
import { writeTinyModels } from './tiny-models.ts';

vi.setConfig({ testTimeout: patienceMs, hookTimeout: patienceMs });

const root = mkdtempSync(join(tmpdir(), 'heirloom-cli-'));
const where: Where = { folder: root, models: join(root, 'models') };
const at = (...names: string[]): string => join(root, ...names);
afterAll(() => rmSync(root, { recursive: true, force: true }));

beforeAll(async () => {
  await writeTinyModels(where.models, ['jpeg', 'inpaint', 'colorize']);
  await writeAlbum(at('album'));
  await picture(60, 44).png().toFile(at('photo.png'));
  mkdirSync(at('nothing'));
});

type Failure = Extract<RunEvent, { type: 'failure' }>;
const failuresIn = (events: readonly RunEvent[]): Failure[] => events.filter((event) => event.type === 'failure');

/** One sentence for each failure and nothing else: no stack, no second line. */
function expectSentences(stderr: string, failures: readonly Failure[]): void {
  const lines = stderr.split('\n').slice(0, -1);
  expect(lines).toHaveLength(failures.length);
  for (const line of lines) {
    expect(line).toMatch(/^\S.*\.$/);
    expect(line).not.toMatch(/\bat .*:\d+:\d+|Error:|undefined|\[object/);
  }
}

describe('a folder of sound and broken photos, a missing one, a folder without any, and a pattern that matches none', () => {
  let ran: Awaited<ReturnType<typeof heirloomJson>>;
  const before = new Map<string, string>();

  beforeAll(async () => {
    for (const name of readdirSync(at('album'))) before.set(name, sha256(at('album', name)));
    ran = await heirloomJson(['colorize', 'missing.jpg', 'album', 'nothing', 'scans/*.png', '--out', 'restored'], where);
  });

  test('ends with 1, and the sound ones are restored', () => {
    expect(ran.code).toBe(1);
    const sound = Object.entries(album).filter(([, expected]) => 'note' in expected);
    const results = ran.events.filter((event) => event.type === 'result');
    expect(results.map(({ photo }) => photo).sort()).toEqual(sound.map(([name]) => join('album', name)));
    expect(ran.events.at(-1)).toMatchObject({ type: 'summary', results: sound.length, failures: 6 + 3, device: 'cpu', exitCode: 1 });
  });

  test.each(Object.entries(album))('%s', async (name, expected) => {
    const photo = join('album', name);
    const failure = failuresIn(ran.events).find((event) => event.photo === photo);
    if ('code' in expected) {
      expect(failure?.code).toBe(expected.code);
      expect(failure?.sentence).toContain(name);
      return;
    }
    expect(failure).toBeUndefined();
    const notes = ran.events.filter((event) => event.type === 'note').filter((event) => event.photo === photo);
    expect(notes.map(({ sentence }) => sentence)).toEqual(expected.note === '' ? [] : [expected.note]);
    const result = ran.events.find((event) => event.type === 'result' && event.photo === photo);
    const { output, width, height } = result as Extract<RunEvent, { type: 'result' }>;
    const written = await sharp(at(output)).metadata();
    const source = await sharp(at(photo)).metadata();
    expect([written.width, written.height, written.depth]).toEqual([width, height, source.depth]);
    expect([width, height]).toEqual([source.width, source.height]);
  });

  test.each([
    ['missing.jpg', 'photo-missing'],
    ['nothing', 'folder-empty'],
    ['scans/*.png', 'photo-missing'],
  ])('%s is %s', (typed, code) => {
    const failure = failuresIn(ran.events).find((event) => event.photo === typed);
    expect(failure?.code).toBe(code);
    expect(failure?.sentence).toContain(typed);
  });

  test('says one sentence for each failure on stderr', () => {
    expectSentences(ran.stderr, failuresIn(ran.events));
  });

  test('leaves every source as it was, and nothing half made', () => {
    for (const [name, hash] of before) expect(sha256(at('album', name))).toBe(hash);
    expect(readdirSync(at('restored')).every((name) => name.includes('-colorized'))).toBe(true);
  });
});

describe('commands that make no sense end with 2, one sentence and no output', () => {
  test.each<[words: string[], sentence: string]>([
    [['colorize', 'photo.png', '--model', 'nobody'], 'There is no model called "nobody"; choose one of: '],
    [['colorize', 'photo.png', '--model', 'tiny-inpaint'], 'The model tiny-inpaint learned filling holes, not colouring photos'],
    [['colorize', 'photo.png', '--device', 'gpu'], '--device must be one of auto, cpu, webgpu, coreml, dml, cuda, not "gpu".'],
    [['colorize', 'photo.png', '--out', '{nam}.png'], '--out knows no {nam}'],
    [['colorize', '--steps', '5'], `Missing required argument 'photos': see "heirloom colorize --help".`],
    [['colorise', 'photo.png'], `Unknown command 'colorise' (did you mean colorize?): see "heirloom --help".`],
    [['inpaint', 'photo.png'], `Required option '--mask <picture>' not specified: see "heirloom inpaint --help".`],
    [['uncrop', 'photo.png'], 'Say how far to go on and where'],
  ])('%o', async (words, sentence) => {
    const { code, events, stdout, stderr } = await heirloomJson(words, where);
    expect(code).toBe(2);
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({ type: 'failure', photo: null });
    expect(events[1]).toMatchObject({ type: 'summary', results: 0, failures: 1, exitCode: 2 });
    expect(stdout).toContain(JSON.stringify(sentence).slice(1, -1));
    expect(stderr).toContain(sentence);
    expectSentences(stderr, failuresIn(events));
    expect(existsSync(at('out'))).toBe(false);
  });
});

describe('a model that is damaged', () => {
  test('fails once, not once for each photo, and ends with 1', async () => {
    const models = at('damaged');
    await writeTinyModels(models, ['colorize']);
    const weights = join(models, 'tiny-colorize', 'model.safetensors');
    writeFileSync(weights, readFileSync(weights).subarray(0, 5000));
    const words = ['colorize', 'album/good.jpg', 'photo.png', '--model', join(models, 'tiny-colorize')];
    const { code, events, stderr } = await heirloomJson(words, where);
    expect(code).toBe(1);
    expect(failuresIn(events)).toMatchObject([{ photo: null, code: 'checkpoint-invalid' }]);
    expectSentences(stderr, failuresIn(events));
    expect(existsSync(at('out'))).toBe(false);
  });
});

describe('masks', () => {
  const mask = async (name: string, width: number, height: number, isHole: (x: number, y: number) => boolean): Promise<void> => {
    const grey = Uint8Array.from({ length: width * height }, (_, i) => (isHole(i % width, Math.floor(i / width)) ? 255 : 0));
    await sharp(grey, { raw: { width, height, channels: 1 } }).png().toFile(at(name));
  };
  const square = (x: number, y: number): boolean => x >= 20 && x < 40 && y >= 12 && y < 32;

  beforeAll(async () => {
    await mask('mask.png', 60, 44, square);
    await mask('small-mask.png', 30, 22, (x, y) => square(2 * x, 2 * y));
    await mask('empty-mask.png', 60, 44, () => false);
    await mask('full-mask.png', 60, 44, () => true);
  });

  test.each<[mask: string, code: string, sentence: string]>([
    ['small-mask.png', 'mask-size', 'The mask is 30x22 pixels and the photo 60x44: add --fit-mask to stretch it'],
    ['empty-mask.png', 'mask-empty', 'othing to restore'],
    ['full-mask.png', 'option-invalid', 'The mask covers the whole photo'],
    ['album/text.png', 'mask-unreadable', 'The mask cannot be used: '],
    ['none.png', 'mask-unreadable', 'The mask cannot be used: '],
  ])('%s is refused: %s', async (name, code, sentence) => {
    const { code: exitCode, events, stderr } = await heirloomJson(['inpaint', 'photo.png', '--mask', name, '--out', 'filled'], where);
    expect(exitCode).toBe(1);
    expect(failuresIn(events)).toMatchObject([{ code }]);
    expect(failuresIn(events)[0]!.sentence).toContain(sentence);
    expectSentences(stderr, failuresIn(events));
    expect(existsSync(at('filled'))).toBe(false);
  });

  test('of another size is stretched on request, and every pixel outside stays to the bit', async () => {
    const { code, stderr } = await heirloom(['inpaint', 'photo.png', '--mask', 'small-mask.png', '--fit-mask', '--out', 'fitted.png', '--quiet'], where);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [source, result] = await Promise.all([at('photo.png'), at('fitted.png')].map(async (path) => sharp(path).raw().toBuffer()));
    let changed = 0;
    for (let i = 0; i < source!.length; i++) {
      if (source![i] === result![i]) continue;
      changed++;
      const x = Math.floor(i / 3) % 60;
      const y = Math.floor(i / 180);
      // The resize filter softens the edge by a few pixels.
      expect(x >= 17 && x < 43 && y >= 9 && y < 35, `pixel ${x}, ${y}`).toBe(true);
    }
    expect(changed).toBeGreaterThan(600);
  });
});

describe('outputs', () => {
  test('a source is never written over, not even through links and with --overwrite', async () => {
    mkdirSync(at('own'));
    await picture(32, 32).png().toFile(at('own', 'a.png'));
    await picture(32, 33).png().toFile(at('own', 'b.png'));
    symlinkSync(at('own'), at('own-link'));
    mkdirSync(at('links'));
    symlinkSync(at('own', 'b.png'), at('links', 'a.png'));
    linkSync(at('own', 'a.png'), at('links', 'b.png'));
    const hashes = ['a.png', 'b.png'].map((name) => sha256(at('own', name)));
    for (const out of ['own/{name}.{ext}', 'own-link/{name}.{ext}', 'links/{name}.{ext}']) {
      const { code, events } = await heirloomJson(['colorize', 'own/a.png', 'own/b.png', '--overwrite', '--out', out], where);
      expect(code).toBe(1);
      expect(failuresIn(events)).toMatchObject([{ code: 'output-exists' }, { code: 'output-exists' }]);
      expect(failuresIn(events)[0]!.sentence).toContain('never written over');
    }
    expect(['a.png', 'b.png'].map((name) => sha256(at('own', name)))).toEqual(hashes);
  });

  test('an earlier result is replaced with --overwrite only', async () => {
    const words = ['colorize', 'photo.png', '--out', 'again.png'];
    expect((await heirloom(words, where)).code).toBe(0);
    const first = sha256(at('again.png'));
    const second = await heirloomJson([...words, '--seed', '1'], where);
    expect(second.code).toBe(1);
    expect(failuresIn(second.events)).toMatchObject([{ code: 'output-exists' }]);
    expect(failuresIn(second.events)[0]!.sentence).toContain('--overwrite');
    expect(sha256(at('again.png'))).toBe(first);
    expect((await heirloom([...words, '--seed', '1', '--overwrite'], where)).code).toBe(0);
    expect(sha256(at('again.png'))).not.toBe(first);
  });

  test('a path through a file is refused before any work', async () => {
    const { code, events, stderr } = await heirloomJson(['colorize', 'photo.png', '--out', 'album/zero.jpg/out/'], where);
    expect(code).toBe(1);
    expect(failuresIn(events)).toMatchObject([{ code: 'output-unwritable', photo: 'photo.png' }]);
    expect(events.some((event) => event.type === 'progress')).toBe(false);
    expectSentences(stderr, failuresIn(events));
  });

  let disk: SmallDisk | undefined;
  beforeAll(() => {
    disk = mountSmallDisk(2 ** 16);
  });
  afterAll(() => disk?.remove());

  test('a full disk is one sentence, and nothing half written is left', async (context) => {
    if (disk === undefined) return context.skip(noSmallDisk);
    await picture(256, 256).png().toFile(at('large.png'));
    const { code, events, stderr } = await heirloomJson(['colorize', 'large.png', 'photo.png', '--out', disk.folder, '--format', 'png'], where);
    expect(code).toBe(1);
    expect(failuresIn(events)).toMatchObject([{ code: 'disk-full', photo: 'large.png' }]);
    expectSentences(stderr, failuresIn(events));
    expect(readdirSync(disk.folder)).toEqual(['photo-colorized.png']);
  });

  test('a disk that is read-only is refused before any work', async (context) => {
    if (disk === undefined) return context.skip(noSmallDisk);
    disk.makeReadOnly();
    const { code, events } = await heirloomJson(['colorize', 'photo.png', '--out', join(disk.folder, 'x')], where);
    expect(code).toBe(1);
    expect(failuresIn(events)).toMatchObject([{ code: 'output-unwritable' }]);
    expect(events.some((event) => event.type === 'progress')).toBe(false);
  });
});

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
