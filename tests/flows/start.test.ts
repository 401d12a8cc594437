import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { restoreExamples } from '../../cli/examples.ts';
import { heirloom, patienceMs, type Where } from '../cli/heirloom.ts';
import { writeTinyModels } from '../cli/tiny-models.ts';

vi.setConfig({ testTimeout: patienceMs, hookTimeout: patienceMs });

const root = mkdtempSync(join(tmpdir(), 'heirloom-start-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeAll(async () => writeTinyModels(join(root, 'models'), ['colorize', 'inpaint']));

test('npm start -- --headless restores the example photographs, in place of those of the last time', async () => {
  const where: Where = { folder: join(root, 'here'), models: join(root, 'models') };
  const names = ['black-canyon', 'dust-bowl-home', 'french-alpine-landscape', 'march-pastoral', 'nagasaki-boats'];
  const results = [...names.map((name) => `${name}-colorized.jpg`), 'dust-bowl-home-mended.jpg'];
  mkdirSync(join(where.folder, 'out'), { recursive: true });
  for (const name of results) writeFileSync(join(where.folder, 'out', name), 'of the last time');

  const { code, stdout, stderr } = await heirloom(['--headless'], where, 'cli/start.ts');
  expect(code, stderr).toBe(0);
  expect(stdout.split('\n').slice(0, -1).sort()).toEqual(results.map((name) => `out/${name}`).sort());
  expect(stderr).toMatch(/6 photos restored in [\d.]+ (?:s|min).*\.\n$/);
  const laidOut = [...names.map((name) => `${name}.jpg`), 'dust-bowl-home-torn.jpg'];
  expect(readdirSync(join(where.folder, 'out')).sort()).toEqual([...results, ...laidOut].sort());
  for (const name of results) await expect(sharp(join(where.folder, 'out', name)).metadata()).resolves.toMatchObject({ format: 'jpeg', width: 1024 });

  const pixelsOf = async (kind: string): Promise<Buffer> => sharp(join(where.folder, 'out', `dust-bowl-home-${kind}.jpg`)).raw().toBuffer();
  const [tornPixels, mended] = await Promise.all([pixelsOf('torn'), pixelsOf('mended')]);
  // The tear was white; both are JPEGs, so elsewhere they differ by the second saving only.
  const white = (pixels: Buffer): number => {
    let count = 0;
    for (let y = 182; y < 212; y++) for (let x = 333; x < 363; x++) if (pixels[(y * 1024 + x) * 3]! > 245) count++;
    return count;
  };
  expect(white(tornPixels)).toBe(900);
  expect(white(mended)).toBeLessThan(700);
  expect(mended.every((value, i) => Math.floor(i / 3 / 1024) < 400 || Math.abs(value - tornPixels[i]!) < 16)).toBe(true);
});

test('npm start -- --headless without any model says in one sentence what to do', async () => {
  const run = restoreExamples(join(root, 'none'), [join(root, 'empty')], { signal: new AbortController().signal, device: null });
  await expect(run.next()).rejects.toMatchObject({ code: 'model-unknown', message: expect.stringContaining('fetch the repository anew') as string });
  expect(readdirSync(root)).not.toContain('none');
});
