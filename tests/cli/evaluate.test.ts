import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Evaluation } from '../../models/evaluation/report.ts';
import { smallInception } from '../models/node/evaluate/small-inception.ts';
import { paintedPhoto, toSharp } from '../models/photo/pictures.ts';
import { heirloom, type Ran } from './heirloom.ts';
import { writeTinyModels } from './tiny-models.ts';

const folder = await mkdtemp(join(tmpdir(), 'heirloom-evaluate-'));
afterAll(async () => rm(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const run = async (...words: readonly string[]): Promise<Ran> => heirloom(['evaluate', ...words, '--inception', 'inception.onnx'], { folder, models: at('models') });
const read = async (name: string): Promise<Evaluation> => JSON.parse(await readFile(at(name), 'utf8')) as Evaluation;

beforeAll(async () => {
  await writeTinyModels(at('models'), ['inpaint', 'jpeg']);
  await writeFile(at('inception.onnx'), smallInception());
  await mkdir(at('faces'));
  for (let n = 0; n < 4; n++) await toSharp(paintedPhoto(50 + 8 * n, 48)).png().toFile(at(`faces/${n}.png`));
});

test('a table of every sampler with every number of steps, the same numbers each time', async () => {
  const words = ['faces', '--task', 'inpaint', '--sampler', 'ddim,dpmpp-2m', '--steps', '1,3', '--batch', '3', '--threads', '1'];
  const ran = await run(...words, '--report', 'report.md', '--json', 'numbers.json');
  expect(ran.stderr).toContain('64 of 64 network calls');
  expect(ran.code).toBe(0);
  expect(ran.stdout).toBe(await readFile(at('report.md'), 'utf8'));
  const { rows, photos, side, model } = await read('numbers.json');
  expect({ photos: photos.length, side, model }).toEqual({ photos: 4, side: 32, model: 'tiny-inpaint' });
  const names = rows.map(({ rival, sampler, steps }) => rival ?? `${sampler} ${steps}`);
  expect(names).toEqual(['null null', 'Telea 2004', 'ddim 1', 'ddim 3', 'dpmpp-2m 1', 'dpmpp-2m 3']);
  for (const { regions, frechet } of rows) {
    for (const interval of [regions.hole!.psnr, regions.picture!.ssim, regions.hole!.colourError, frechet]) {
      expect(interval.low).toBeLessThanOrEqual(interval.value);
      expect(interval.high).toBeGreaterThanOrEqual(interval.value);
      expect(interval.high).toBeGreaterThan(interval.low);
    }
  }
  // Random weights fill a hole with noise: worse than the mean colour.
  expect(rows[3]!.regions.hole!.psnr.value).toBeLessThan(rows[0]!.regions.hole!.psnr.value);

  expect((await run(...words, '--json', 'again.json', '--quiet')).code).toBe(0);
  const numbers = (evaluation: Evaluation): unknown => evaluation.rows.map(({ secondsPerPicture: _, ...row }) => row);
  expect(numbers(await read('again.json'))).toEqual(numbers(await read('numbers.json')));
});

test('another side runs the network at that side', async () => {
  const ran = await run('faces', '--task', 'jpeg', '--side', '48', '--limit', '2', '--seeds', '1', '--json', 'side.json');
  expect(ran.code).toBe(0);
  const { side, photos, rows } = await read('side.json');
  expect({ side, photos: photos.length }).toEqual({ side: 48, photos: 2 });
  // The model's own sampler and steps.
  expect(rows[1]).toMatchObject({ sampler: 'dpmpp-2m', steps: 3, seeds: 1 });
});

test('the network may work on pictures larger than itself, as it does for a person', async () => {
  const words = ['faces', '--task', 'inpaint', '--side', '48', '--limit', '2', '--seeds', '1'];
  const ran = await run(...words, '--network-side', '32', '--json', 'larger.json');
  expect(ran.code).toBe(0);
  expect(ran.stdout).toContain('Pictures of 48 x 48 pixels, 1 result a photo, seed 0, the network working at 32 x 32');
  const { side, networkSide, rows } = await read('larger.json');
  expect({ side, networkSide }).toEqual({ side: 48, networkSide: 32 });
  expect((await run(...words, '--json', 'same.json')).stdout).not.toContain('working at');
  const same = await read('same.json');
  expect(same.networkSide).toBe(48);
  // Damage and rivals are those of the pictures; what the network makes of them is not.
  const psnr = (row: Evaluation['rows'][number]): number => row.regions.hole!.psnr.value;
  expect(rows.slice(0, 2).map(psnr)).toEqual(same.rows.slice(0, 2).map(psnr));
  expect(psnr(rows[2]!)).not.toBe(psnr(same.rows[2]!));
});

test.each([
  [['faces', '--task', 'inpaint', '--aged'], 2, /--aged is for --task colorize: leave it out/],
  [['faces', '--task', 'jpeg', '--intensity', '1.5'], 2, /--intensity is for --task colorize/],
  [['faces', '--task', 'inpaint', '--side', '50'], 2, /multiple of 4 pixels.*--side 52/],
  [['faces', '--task', 'inpaint', '--network-side', '50'], 2, /multiple of 4 pixels.*--network-side 52/],
  [['faces', '--task', 'inpaint', '--steps', '5,many'], 2, /--steps must be a whole number/],
  [['faces', '--task', 'inpaint', '--sampler', 'euler'], 2, /--sampler must be one of ddpm, ddim, dpmpp-2m, not "euler"/],
  [['faces', '--task', 'inpaint', '--model', 'tiny-jpeg'], 2, /tiny-jpeg learned cleaning JPEGs/],
  [['nowhere', '--task', 'inpaint'], 1, /no folder or \.tar file "nowhere"/],
  [['faces', '--task', 'inpaint', '--report', 'faces/0.png'], 1, /is there already/],
])('%j is refused in a sentence', async (words, code, sentence) => {
  const ran = await run(...words);
  expect(ran.stderr).toMatch(sentence);
  expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(ran.code).toBe(code);
});

test('an earlier report is replaced only if asked', async () => {
  await writeFile(at('old.md'), 'old');
  const words = ['faces', '--task', 'jpeg', '--limit', '2', '--seeds', '1', '--steps', '1', '--report', 'old.md'];
  expect((await run(...words)).code).toBe(1);
  expect((await stat(at('old.md'))).size).toBe(3);
  expect((await run(...words, '--overwrite')).code).toBe(0);
  expect(await readFile(at('old.md'), 'utf8')).toContain('# tiny-jpeg on 2 photos');
});
