import { expect, test } from 'vitest';
import { type FeatureMap, featureMap } from '../../../models/evaluation/feature-distance.ts';
import { evaluate, type EvaluationParts, type EvaluationPlan, type EvaluationProgress } from '../../../models/evaluation/evaluate.ts';
import type { Row } from '../../../models/evaluation/row.ts';
import { palette } from '../../../models/diffusion/schedule.ts';
import type { Photo } from '../../../models/photo/photo.ts';
import { inEightBits } from '../../../models/evaluation/picture.ts';
import { Random } from '../../../models/random.ts';
import type { TaskNetwork } from '../../../models/tasks/restore.ts';
import type { TaskId } from '../../../models/tasks/task.ts';
import { noisePhoto, paintedPhoto } from '../photo/pictures.ts';

const side = 32;
const names = ['a', 'b', 'c', 'd', 'e'];
const photos = new Map(names.map((name, i) => [name, inEightBits(i === 0 ? noisePhoto(side, side, Random.fromSeed(1)) : painted(i / 10))]));

function painted(redder: number): Photo {
  const photo = paintedPhoto(side, side);
  return { ...photo, rgb: photo.rgb.map((value, i) => (i % 3 === 0 ? Math.min(1, value + redder) : value)) };
}

/** Takes the condition for the answer. */
const echo: TaskNetwork = { side, predict: async (x) => x.slice() };
/** Takes the noise for the answer. */
const believer: TaskNetwork = { side, predict: async (_x, yt) => yt.map((value) => 0.3 * value) };

function pixels(pictures: readonly Photo[], places: readonly number[]): Float32Array {
  return Float32Array.from(pictures.flatMap(({ rgb }) => places.map((i) => rgb[i]!)));
}

function parts(network: TaskNetwork, task: TaskId, chosen = names): EvaluationParts {
  let ms = 0;
  return {
    restorer: { network, manifest: { id: 'test', task, schedule: palette, prediction: 'y0', defaults: { sampler: 'ddim', steps: 2 } } },
    truths: { names: chosen, photo: (i) => photos.get(chosen[i]!)! },
    // Some numbers that tell pictures apart, where no Inception is wanted.
    see: async (pictures) => ({ end: pixels(pictures, [0, 1, 2, 700, 1501, 3000]), middle: pixels(pictures, [500, 600]) }),
    rivals: [],
    nowMs: () => (ms += 500),
  };
}

const plan: EvaluationPlan = { task: 'jpeg', settings: [{ sampler: 'ddim', steps: 2 }], seeds: 2, seed: 0, batch: 2 };

interface Run {
  readonly rows: readonly Row[];
  readonly progress: readonly EvaluationProgress[];
}

async function run(network: TaskNetwork, changes: Partial<EvaluationPlan> = {}, chosen = names): Promise<Run> {
  const progress: EvaluationProgress[] = [];
  const turns = evaluate({ ...plan, ...changes }, parts(network, changes.task ?? plan.task, chosen));
  let turn = await turns.next();
  for (; turn.done !== true; turn = await turns.next()) progress.push({ ...turn.value, rows: [...turn.value.rows] });
  return { rows: turn.value, progress };
}

test('a network that changes nothing is judged as the damaged photos are', async () => {
  const { rows } = await run(echo);
  expect(rows.map(({ sampler, steps, seeds }) => [sampler, steps, seeds])).toEqual([[null, null, 1], ['ddim', 2, 2]]);
  const [untouched, restored] = rows;
  expect(restored!.regions.picture).toEqual({ ...untouched!.regions.picture, tintSpread: { value: 0, low: 0, high: 0 } });
  expect(restored!.frechet).toEqual(untouched!.frechet);
  expect(restored!.frechetMiddle).toEqual(untouched!.frechetMiddle);
  expect(untouched!.frechetMiddle!.value).not.toBe(untouched!.frechet.value);
  expect(untouched!.regions.picture!.psnr.value).toBeGreaterThan(10);
  expect(untouched!.regions.picture!.psnr.value).toBeLessThan(40);
  expect(untouched!.frechet.value).toBeGreaterThan(0);
  expect(restored!.secondsPerPicture).toBeCloseTo((0.5 * 3) / 5, 9);
});

test('colours are as strong as wished, and aged greys have a truth of their own', async () => {
  const redder = (value: number, i: number): number => (Math.floor(i / side ** 2) % 3 === 0 ? value + 0.2 : value - 0.08);
  const painter: TaskNetwork = { side, predict: async (x) => x.map(redder) };
  const colourfulness = async (changes: Partial<EvaluationPlan>): Promise<number> => {
    const { rows } = await run(painter, { task: 'colorize', ...changes });
    return rows[1]!.regions.picture!.colourfulness!.value;
  };
  const [plain, lively, none] = [await colourfulness({}), await colourfulness({ intensity: 1.3 }), await colourfulness({ intensity: 0 })];
  expect(lively / plain).toBeGreaterThan(1.1);
  expect(none).toBe(0);
  const [young, old] = [await run(echo, { task: 'colorize' }), await run(echo, { task: 'colorize', aged: true })];
  expect(old.rows[0]!.regions.picture!.ssim.value).toBeGreaterThan(0.999);
  expect(old.rows[0]!.regions.picture!.colourError).not.toEqual(young.rows[0]!.regions.picture!.colourError);
});

test('the same seed gives the same numbers, whatever the batches; another seed others, of the same damage', async () => {
  const [one, again, other] = await Promise.all([run(believer), run(believer, { batch: 5 }), run(believer, { seed: 1 })]);
  const numbers = (rows: readonly Row[]): unknown => rows.map(({ regions, frechet }) => ({ regions, frechet }));
  expect(numbers(again.rows)).toEqual(numbers(one.rows));
  expect(other.rows[1]!.regions.picture!.psnr.value).not.toBe(one.rows[1]!.regions.picture!.psnr.value);
  expect(other.rows[0]!.regions.picture!.psnr.value).toBe(one.rows[0]!.regions.picture!.psnr.value);
});

test('a photo is damaged alike whichever others are there', async () => {
  const [forward, backward] = [await run(echo, { task: 'inpaint' }, ['b', 'c']), await run(echo, { task: 'inpaint' }, ['c', 'b'])];
  expect(backward.rows[0]!.regions.hole!.colourError.value).toBeCloseTo(forward.rows[0]!.regions.hole!.colourError.value, 12);
});

test('results that hang on chance have a spread, and noise is no likeness', async () => {
  const { rows } = await run(believer);
  expect(rows[1]!.regions.picture!.tintSpread!.value).toBeGreaterThan(0.1);
  expect(rows[1]!.regions.picture!.ssim.value).toBeLessThan(rows[0]!.regions.picture!.ssim.value);
  expect(rows[1]!.frechet.value).toBeGreaterThan(rows[0]!.frechet.value);
});

test('inpainting and uncropping are judged in the hole too, where they are worse', async () => {
  for (const task of ['inpaint', 'uncrop'] as const) {
    const { rows } = await run(echo, { task, seeds: 1 });
    for (const { regions } of rows) expect(regions.hole!.psnr.value).toBeLessThan(regions.picture!.psnr.value);
    expect(rows[1]!.regions.picture!.tintSpread).toBeNull();
  }
});

test('progress counts network calls, and rows come as they are finished', async () => {
  const settings = [{ sampler: 'ddim', steps: 1 }, { sampler: 'dpmpp-2m', steps: 3 }] as const;
  const { progress } = await run(echo, { settings });
  expect(progress.map(({ done, of }) => done / of)).toEqual([...progress.map(({ done, of }) => done / of)].sort((a, b) => a - b));
  expect(progress.at(-1)).toMatchObject({ done: 40, of: 40 });
  expect(progress.map(({ rows }) => rows.length)).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 3]);
});

test('stops within a batch', async () => {
  const abort = new AbortController();
  const turns = evaluate({ ...plan, signal: abort.signal }, parts(echo, 'jpeg'));
  await turns.next();
  abort.abort();
  await expect(turns.next()).rejects.toMatchObject({ code: 'cancelled' });
});

test('a rival gets a line, measured as the model is', async () => {
  const turns = evaluate(plan, { ...parts(echo, 'jpeg'), rivals: [{ name: 'nobody', restore: ({ shown }) => shown }] });
  let turn = await turns.next();
  while (turn.done !== true) turn = await turns.next();
  const [untouched, nobody, model] = turn.value;
  expect([untouched!.rival, nobody!.rival, model!.rival]).toEqual([null, 'nobody', null]);
  expect(nobody).toEqual({ ...untouched, rival: 'nobody' });
});

test('what is seen at each place is compared with the same photo\'s truth', async () => {
  const colours = parts(echo, 'inpaint');
  /** A picture as the network would see it: the unit vectors of its colours. */
  const mapOf = ({ rgb }: Photo): FeatureMap[] => {
    const values = Float32Array.from(rgb, (_, i) => (rgb[(i % side ** 2) * 3 + Math.floor(i / side ** 2)]! + 1) / 4);
    return [featureMap(values, 3)];
  };
  const see: EvaluationParts['see'] = async (pictures) => ({ ...(await colours.see(pictures)), maps: pictures.map(mapOf) });
  const truthful = { name: 'truth', restore: () => photos.get('b')! };
  const truths = { names: ['b', 'b'], photo: () => photos.get('b')! };
  const turns = evaluate({ ...plan, task: 'inpaint', seeds: 1 }, { ...colours, see, truths, rivals: [truthful] });
  let turn = await turns.next();
  while (turn.done !== true) turn = await turns.next();
  const distances = turn.value.map(({ regions: { picture, hole } }) => [picture, hole].map((region) => region!.featureDistance!.value));
  const [untouched, truth] = distances as [[number, number], [number, number]];
  expect(truth).toEqual([0, 0]);
  expect(untouched[0]).toBeGreaterThan(0);
  expect(untouched[1]).toBeGreaterThan(untouched[0]);
  expect((await run(echo)).rows[0]!.regions.picture!.featureDistance).toBeNull();
});

test('likeness of faces: 1 for the true one, the cosine otherwise', async () => {
  const described = parts(echo, 'jpeg');
  // The truths are the first that are looked at, batch by batch; whatever comes after them is described as another person.
  let looks = 0;
  const see: EvaluationParts['see'] = async (pictures) => {
    const isTruth = looks++ % 2 === 0 && looks <= 6;
    return { ...(await described.see(pictures)), face: Float32Array.from(pictures.flatMap((_, i) => (isTruth ? [1, 0, i] : [1, 1, i]))) };
  };
  const turns = evaluate({ ...plan, seeds: 1 }, { ...described, see });
  let turn = await turns.next();
  while (turn.done !== true) turn = await turns.next();
  // Batches of two, two and one: i is 0, 1, 0, 1, 0.
  const [zero, one] = [1 / Math.sqrt(2), 2 / Math.sqrt(6)];
  for (const row of turn.value) expect(row.identity!.value).toBeCloseTo((3 * zero + 2 * one) / 5, 6);
  expect(turn.value[0]!.frechetFaces!.value).toBeCloseTo(1, 6);
  const { rows } = await run(echo);
  expect([rows[0]!.identity, rows[0]!.frechetFaces]).toEqual([null, null]);
});
