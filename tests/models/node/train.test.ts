import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cosine } from '../../../models/diffusion/schedule.ts';
import { train, type TrainOptions } from '../../../models/node/train.ts';
import { Random } from '../../../models/random.ts';
import { defaultRecipe } from '../../../models/training/presets.ts';

const STEPS = 80;
let home: string;
let photos: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'heirloom-train-'));
  photos = join(home, 'photos');
  await makePhotos(photos, 24);
});
afterAll(() => rm(home, { recursive: true }));

describe('a training run', () => {
  it('killed by SIGKILL again and again, goes on to the same bytes as one left alone', async () => {
    const [calm, killed] = [join(home, 'calm'), join(home, 'killed')];
    await trainInProcess(calm);
    const random = Random.fromSeed(11);
    let kills = 0;
    while (!(await trainInProcess(killed, random.integer(30), random.between(0, 60)))) kills++;
    expect(kills).toBeGreaterThanOrEqual(5);
    for (const file of ['model/model.safetensors', 'model/manifest.json']) {
      const withoutTimes = (bytes: Buffer) => bytes.toString('latin1').replace(/"(hours|created)": .*/g, '');
      const [a, b] = [await readFile(join(calm, file)), await readFile(join(killed, file))];
      expect(withoutTimes(b) === withoutTimes(a), file).toBe(true);
    }
    expect(await tensorsOf(killed)).toBe(await tensorsOf(calm));
  }, 240_000);

  it('learns: the loss on few photos falls by half', async () => {
    const losses = await lossesOf({ folder: join(home, 'learns'), steps: 150 });
    const mean = (part: number[]) => part.reduce((sum, loss) => sum + loss, 0) / part.length;
    expect(mean(losses.slice(-20))).toBeLessThan(mean(losses.slice(0, 20)) / 2);
  });

  it('goes on from a parent for another task, and remembers it', async () => {
    await lossesOf({ folder: join(home, 'parent'), steps: 3 });
    const child = train({ ...options, folder: join(home, 'child'), steps: 2, task: 'colorize', parent: join(home, 'parent', 'model'), id: 'child' });
    let next = await child.next();
    while (next.done !== true) next = await child.next();
    expect(next.value).toMatchObject({ id: 'child', task: 'colorize', parent: 'tiny-test', steps: 5, images: 20 });
  });

  it('says in one sentence what keeps it from training', async () => {
    await expect(lossesOf({ folder: join(home, 'few'), recipe: { ...small, subsets: 12 } })).rejects.toMatchObject({ code: 'training-data' });
    await lossesOf({ folder: join(home, 'there'), steps: 1 });
    await expect(lossesOf({ folder: join(home, 'there'), steps: 2, resume: false })).rejects.toMatchObject({ code: 'output-exists' });
    await expect(lossesOf({ folder: join(home, 'far'), steps: 60, recipe: { ...small, learningRate: 1e30 } })).rejects.toMatchObject({ code: 'training-diverged' });
  });
});

const small = { ...defaultRecipe, side: 32, batch: 4, microBatch: 4, subsets: 2, epochsPerSubset: 2, warmUpSteps: 10, learningRate: 2e-3 };

const options: Omit<TrainOptions, 'sources' | 'folder'> & { sources: string[] } = {
  get sources() {
    return [photos];
  },
  id: 'tiny-test',
  task: 'inpaint',
  preset: 'tiny',
  recipe: small,
  prediction: 'y0',
  schedule: cosine,
  parent: undefined,
  resume: true,
  steps: 10,
  minutes: undefined,
  saveEveryMinutes: 10,
  threads: 1,
};

async function lossesOf(changes: Partial<TrainOptions> & { folder: string }): Promise<number[]> {
  const losses: number[] = [];
  for await (const { loss } of train({ ...options, sources: [photos], ...changes })) losses.push(loss);
  return losses;
}

/** Runs the child until it ends, or kills it some milliseconds after so many further steps. @returns whether it ended by itself */
async function trainInProcess(folder: string, killAfterSteps?: number, thenMs = 0): Promise<boolean> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'train.child.ts'), photos, folder, String(STEPS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let steps = 0;
  child.stdout.on('data', (text: Buffer) => {
    steps += text.toString().split('\n').length - 1;
    if (killAfterSteps !== undefined && steps > killAfterSteps) setTimeout(() => child.kill('SIGKILL'), thenMs);
  });
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => child.on('close', (...how) => resolve(how)));
  if (signal === null && code !== 0) throw new Error(`The training process failed with ${code}.`);
  return signal === null;
}

/** Weights, average and moments, without the header, which holds the time. */
async function tensorsOf(folder: string): Promise<string> {
  const bytes = await readFile(join(folder, 'state.safetensors'));
  return createHash('sha256').update(bytes.subarray(8 + Number(bytes.readBigUInt64LE()))).digest('hex');
}

async function makePhotos(folder: string, count: number): Promise<void> {
  await mkdir(folder);
  const random = Random.fromSeed(4);
  for (let n = 0; n < count; n++) {
    const [a, b] = [0, 1].map(() => ({ r: random.integer(256), g: random.integer(256), b: random.integer(256) }));
    const disc = Buffer.from(`<svg width="48" height="48"><circle cx="${random.integer(48)}" cy="24" r="14" fill="rgb(${b!.r},${b!.g},${b!.b})"/></svg>`);
    await sharp({ create: { width: 48, height: 48, channels: 3, background: a! } }).composite([{ input: disc }]).png().toFile(join(folder, `${n}.png`));
  }
}
