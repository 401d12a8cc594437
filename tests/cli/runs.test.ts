import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { picture } from './bad-photos.ts';
import { hasTerminal, heirloom, heirloomInTerminal, heirloomJson, patienceMs, type Where } from './heirloom.ts';
import { writeTinyModels } from './tiny-models.ts';

vi.setConfig({ testTimeout: patienceMs, hookTimeout: patienceMs });

const root = mkdtempSync(join(tmpdir(), 'heirloom-runs-'));
const where: Where = { folder: root, models: join(root, 'models') };
const at = (...names: string[]): string => join(root, ...names);
afterAll(() => rmSync(root, { recursive: true, force: true }));

beforeAll(async () => {
  await writeTinyModels(where.models, ['colorize', 'inpaint']);
  for (const path of ['album/a.png', 'album/1920/a.png', 'album/1920/june/b.jpg', 'other/a.png']) {
    mkdirSync(dirname(at(path)), { recursive: true });
    await picture(36, 30).toFile(at(path));
  }
});

describe('many photos', () => {
  test('folders within folders come again below --out, and results of the last run are no photos of the next', async () => {
    const words = ['colorize', '.', '--recursive', '--out', 'restored'];
    const first = await heirloom(words, where);
    expect(first.code).toBe(0);
    const expected = ['album/1920/a-colorized.png', 'album/1920/june/b-colorized.jpg', 'album/a-colorized.png', 'other/a-colorized.png'];
    expect(filesIn('restored')).toEqual(expected);
    // A pipe gets the paths and nothing else.
    expect(first.stdout.split('\n').slice(0, -1).sort()).toEqual(expected.map((name) => `restored/${name}`));
    expect(first.stderr).toMatch(/^Using the processor.*\n1\/4 album\/1920\/a\.png\n {2}done in [\d.]+ s\n2\/4 /);
    expect(first.stderr).toMatch(/\n4 photos restored in [\d.]+ s \(cpu\)\.\n$/);
    const second = await heirloom([...words, '--overwrite', '--quiet'], where);
    expect(second).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(filesIn('restored')).toEqual(expected);
  });

  test('photos that would share a name are numbered, photos named twice are restored once', async () => {
    const { code, events } = await heirloomJson(['colorize', 'album/a.png', 'other', 'album/../album/a.png', 'album/*.png', '--out', 'flat/{name}.{ext}'], where);
    expect(code).toBe(0);
    const results = events.filter((event) => event.type === 'result');
    expect(results.map(({ photo, output }) => [photo, output])).toEqual([
      ['album/a.png', 'flat/a.png'],
      ['other/a.png', 'flat/a-2.png'],
    ]);
    expect(events).toContainEqual({ type: 'note', photo: null, sentence: 'Several results would have had the same name, so they are numbered.' });
  });
});

describe('variants and seeds', () => {
  test('are numbered by their seed; the same seed gives the same bytes, another one others', async () => {
    const many = await heirloomJson(['colorize', 'album/a.png', '--variants', '3', '--seed', '5', '--out', 'variants'], where);
    expect(many.code).toBe(0);
    expect(filesIn('variants')).toEqual(['a-colorized-5.png', 'a-colorized-6.png', 'a-colorized-7.png']);
    const hashes = filesIn('variants').map((name) => sha256(at('variants', name)));
    expect(new Set(hashes).size).toBe(3);
    const progress = many.events.filter((event) => event.type === 'progress');
    expect(progress.length).toBeGreaterThanOrEqual(9);
    for (const [i, seed] of [5, 6, 7].entries()) {
      const ofSeed = progress.filter((event) => event.seed === seed);
      expect(ofSeed.every(({ finished, results }) => finished === i && results === 3)).toBe(true);
      expect(ofSeed.every(({ done }, step) => step === 0 || done > ofSeed[step - 1]!.done)).toBe(true);
      expect(ofSeed.at(-1)!.done).toBe(ofSeed[0]!.of);
    }
    const one = await heirloom(['colorize', 'album/a.png', '--seed', '6', '--out', 'one.png'], where);
    expect(one.code).toBe(0);
    expect(sha256(at('one.png'))).toBe(hashes[1]);
  });
});

describe('uncrop', () => {
  test('keeps the photo to the bit, and what it adds is opaque', async () => {
    await sharp({ create: { width: 30, height: 30, channels: 4, background: { r: 200, g: 90, b: 30, alpha: 0.5 } } }).png().toFile(at('half.png'));
    const words = ['uncrop', 'half.png', '--left', '20%', '--bottom', '4px', '--out', 'wide.png', '--model', 'tiny-inpaint'];
    const { code, events } = await heirloomJson(words, where);
    expect(code).toBe(0);
    expect(events.find((event) => event.type === 'result')).toMatchObject({ width: 36, height: 34, task: 'uncrop', model: 'tiny-inpaint' });
    const inner = await sharp(at('wide.png')).extract({ left: 6, top: 0, width: 30, height: 30 }).raw().toBuffer();
    expect(inner.equals(await sharp(at('half.png')).raw().toBuffer())).toBe(true);
    const corner = await sharp(at('wide.png')).extract({ left: 0, top: 30, width: 6, height: 4 }).raw().toBuffer();
    expect(corner.every((value, i) => i % 4 !== 3 || value === 255)).toBe(true);
  });
});

describe('models', () => {
  test('are listed, and one is shown', async () => {
    const { code, stdout, stderr } = await heirloom(['models'], where);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^id +task +title +size +parent +licence\n/);
    expect(stdout).toMatch(/^tiny-colorize +colorize.* Tiny model, colorize +0\.2 MB +- +CC BY-NC 4\.0$/m);

    const json = await heirloom(['models', '--json'], where);
    const ids = json.stdout.split('\n').slice(0, -1).map((line) => (JSON.parse(line) as { type: string; id: string }).id);
    expect(ids).toEqual(expect.arrayContaining(['tiny-colorize', 'tiny-inpaint']));

    const shown = await heirloom(['models', 'show', 'tiny-inpaint'], where);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain('# Tiny model, inpaint');
    expect(shown.stdout).toContain(`Folder: ${at('models', 'tiny-inpaint')}`);

    const unknown = await heirloom(['models', 'show', 'nobody'], where);
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toMatch(/^There is no model called "nobody"; choose one of: .*\.\n$/);
  });
});

describe('a terminal', () => {
  test.skipIf(!hasTerminal)('gets one bar that is gone in the end, and lines above it', async () => {
    const { stdout } = await heirloomInTerminal(['colorize', 'album', 'missing.png', '--out', 'seen'], where);
    expect(stdout).toContain('There is no photo "missing.png"');
    expect(stdout).toMatch(/[█=]+[░-]* \d+ % {2}a\.png/);
    expect(stdout).toContain('seen/a-colorized.png');
    // The cursor is shown again, and the summary comes last.
    expect(stdout.lastIndexOf('\u001b[?25h')).toBeGreaterThan(stdout.lastIndexOf('\u001b[?25l'));
    expect(stdout.trimEnd()).toMatch(/1 photo restored in [\d.]+ s \(cpu\), 1 failed\.$/);
  });
});

function filesIn(folder: string): string[] {
  return readdirSync(at(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(at(folder).length + 1))
    .sort();
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
