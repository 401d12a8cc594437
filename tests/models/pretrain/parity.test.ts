import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPython } from '../../../build/python.ts';
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from '../../../models/checkpoint/safetensors.ts';
import { lossWeight, type Prediction, type Weighting } from '../../../models/diffusion/prediction.ts';
import { drawGamma, gammas } from '../../../models/diffusion/schedule.ts';
import { lowerToInference, lowerToTraining } from '../../../models/engine/lower.ts';
import { createSession } from '../../../models/engine/session.ts';
import { buildUnet } from '../../../models/network/unet.ts';
import { exportPretrain } from '../../../models/node/export-pretrain.ts';
import { writeModel } from '../../../models/node/model-folder.ts';
import { chroma, luma, mergeLumaChroma } from '../../../models/photo/colour.ts';
import { cropPhoto } from '../../../models/photo/crop.ts';
import { centreSquareHole, freeFormHole, rectangleHole, sideHole } from '../../../models/photo/holes.ts';
import { jpegDamage } from '../../../models/photo/jpeg-damage.ts';
import { createPhoto, type Photo } from '../../../models/photo/photo.ts';
import { toPlanar } from '../../../models/photo/planar.ts';
import { resizePhoto } from '../../../models/photo/resize.ts';
import { Random } from '../../../models/random.ts';
import { tasks } from '../../../models/tasks/index.ts';
import { descend, type Descent } from '../../../models/training/algorithm-1.ts';
import { drawBatch, type StoredPhoto } from '../../../models/training/batch.ts';
import { defaultRecipe } from '../../../models/training/presets.ts';
import { createState, type Tensors, type TrainingState } from '../../../models/training/state.ts';
import { tinyManifest } from '../checkpoint/tiny-model.ts';
import { randomParameters } from '../engine/example-feeds.ts';
import { difference, fromBytes, paintedPhoto, toBytes } from '../photo/pictures.ts';

const python = findPython(['torch', 'onnx', 'numpy', 'safetensors', 'PIL']);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'heirloom-parity-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const side = tinyManifest.network.side;
const recipe = { ...defaultRecipe, side, batch: 4, microBatch: 4, warmUpSteps: 2, learningRate: 1e-3, gradientClip: 0.5 };
const graph = buildUnet({ ...tinyManifest.network, dropout: 0 });
const levels = gammas(tinyManifest.schedule);
const steps = [1, 2, 3];
const sizes = { width: 90, height: 70 };
const photo = fromBytes(toBytes(paintedPhoto(sizes.width, sizes.height)), sizes.width, sizes.height);
/** offset, width, x, y, side of the crop, mirrored */
const places = [[0, 90, 0, 0, 70, 0], [0, 90, 20, 0, 70, 1], [0, 90, 7, 5, 61, 1], [0, 90, 33, 41, 24, 0]];
const qualities = [5, 17, 30, 60];
const lessonLevels = [1e-4, 0.01, 0.3, 0.8333, 0.9, 0.9999];

let theirs: ReadonlyMap<string, NamedTensor>;
let state: TrainingState;
const losses: number[] = [];
const stepped: TrainingState[] = [];
let prediction: Float32Array;

/** The parent whose weights both sides begin with, three batches and some pictures for Python, and its answers. */
async function compute(): Promise<void> {
  const parent = path.join(folder, 'parent');
  const values = randomParameters(graph, 21);
  const drawn = new Map([...graph.parameters.values()].map(({ name, shape }) => [name, { shape, values: values.get(name)! }]));
  await writeModel(parent, tinyManifest, drawn, { dtype: 'F16' });
  const { weights } = decodeSafetensors(fs.readFileSync(path.join(parent, 'model.safetensors')));
  const begun = new Map([...weights].map(([name, tensor]) => [name, tensor.values]));

  const session = await createSession(lowerToTraining(graph, 2), { providers: ['cpu'], threads: 1 });
  const descent: Descent = { graph, sessions: [session], task: tasks.inpaint, recipe, prediction: tinyManifest.prediction, gammas: levels };
  const feeds = new Map<string, NamedTensor>();
  state = createState(graph, 1, begun);
  for (const step of steps) {
    const photos = [1, 2, 3, 4].map((seed) => storedPhoto(10 * step + seed));
    const batch = drawBatch(photos, 4, descent, Random.fromSeed(step));
    for (const name of ['x', 'yt', 'target'] as const) feeds.set(`${name}.${step - 1}`, { shape: [4, 3, side, side], values: batch[name] });
    feeds.set(`weight.${step - 1}`, { shape: [4, 1, side, side], values: batch.weight });
    feeds.set(`gamma.${step - 1}`, { shape: [4, 1], values: batch.gamma });
    losses.push(await descend(state, photos, descent, Random.fromSeed(step)));
    stepped.push(copyOf(state));
  }
  await session.dispose();
  const inference = await createSession(lowerToInference(graph, begun), { providers: ['cpu'], threads: 1 });
  const first = Object.fromEntries(['x', 'yt', 'gamma'].map((name) => [name, feeds.get(`${name}.0`)!]));
  prediction = (await inference.run(first))['f']!;
  await inference.dispose();

  feeds.set('photo', { shape: [sizes.height, sizes.width, 3], values: Float32Array.from(toBytes(photo)) });
  feeds.set('places', { shape: [places.length, 6], values: Float32Array.from(places.flat()) });
  feeds.set('qualities', { shape: [qualities.length], values: Float32Array.from(qualities) });
  feeds.set('light', { shape: [1, 1, 48, 64], values: light() });
  feeds.set('levels', { shape: [lessonLevels.length], values: Float32Array.from(lessonLevels) });
  const stage = { side, data: ['photos'], batch: 4, learningRate: recipe.learningRate, finalLearningRate: recipe.learningRate, steps: 3, minutes: undefined };
  const { schedule } = tinyManifest;
  await exportPretrain({
    folder, recipe, schedule, parent, id: 'child', title: 'Child', task: 'inpaint', preset: 'tiny', prediction: 'eps', stages: [stage], data: 'painted', licence: 'MIT',
  });
  fs.writeFileSync(path.join(folder, 'feeds.safetensors'), encodeSafetensors(feeds, { dtype: 'F32' }));
  execFileSync(python!, [path.join(import.meta.dirname, 'parity.py'), folder], { stdio: 'pipe' });
  theirs = decodeSafetensors(fs.readFileSync(path.join(folder, 'results.safetensors'))).weights;
}

describe.skipIf(python === undefined)(`pretraining in PyTorch${python === undefined ? ' (skipped: no Python with torch, onnx, safetensors and Pillow)' : ''}`, () => {
  beforeAll(compute, 300_000);

  it('predicts what ONNX Runtime predicts', () => {
    expect(difference(theirsOf('f'), prediction).largest).toBeLessThan(1e-4);
  });

  it('predicts nearly the same in bfloat16, as processors that have it are trained in', () => {
    const { mean } = difference(theirsOf('f.bfloat16'), prediction);
    expect(mean).toBeGreaterThan(0);
    expect(mean / difference(prediction, new Float32Array(prediction.length)).mean).toBeLessThan(0.02);
  });

  it('takes the steps that the TypeScript trainer takes, clipped and warmed up, in halves of a batch', () => {
    for (const [i, ours] of stepped.entries()) {
      expect(theirsOf(`loss.${i + 1}`)[0]! / losses[i]!).toBeCloseTo(1, 5);
      for (const part of ['weights', 'average', 'm', 'v'] as const) {
        expect(relativeDistance(ours[part], (name) => theirsOf(`${part}.${i + 1}/${name}`)), `${part} after step ${i + 1}`).toBeLessThan(1e-5);
      }
    }
  });

  it('moves every weight in those steps as the TypeScript trainer does', () => {
    const begun = createState(graph, 1, stepped[0]!.weights);
    const moved = (weights: (name: string) => Float32Array): Tensors =>
      new Map([...begun.weights].map(([name, values]) => [name, weights(name).map((value, i) => value - values[i]!)]));
    const ours = moved((name) => stepped[2]!.weights.get(name)!);
    const other = moved((name) => theirsOf(`weights.3/${name}`));
    expect(relativeDistance(ours, (name) => other.get(name)!)).toBeLessThan(1e-3);
  });

  it('cuts and scales the squares of a photo as the TypeScript trainer does', () => {
    for (const size of [24, 64]) {
      const expected = places.flatMap(([, , x, y, kept, mirrored]) => {
        const square = cropPhoto(mirrored === 1 ? mirror(photo) : photo, { x: x!, y: y!, width: kept!, height: kept! });
        return [...toPlanar(resizePhoto(square, size, size))];
      });
      expect(difference(theirsOf(`crops.${size}`), Float32Array.from(expected)).largest).toBeLessThan(1e-5);
    }
  });

  it('damages by JPEG as TypeScript does, but for single roundings', () => {
    const piece = cropPhoto(photo, { x: 0, y: 0, width: 64, height: 48 });
    qualities.forEach((quality, i) => {
      const expected = toPlanar(jpegDamage(piece, quality));
      const got = theirsOf('jpeg').subarray(i * expected.length, (i + 1) * expected.length);
      const apart = got.map((value, at) => Math.abs(value - expected[at]!) * 127.5);
      // Where a coefficient lies between two steps, libjpeg's whole numbers may go the other way: its block then differs a little.
      expect(apart.filter((value) => value > 1.5).length / apart.length, `quality ${quality}`).toBeLessThan(0.08);
      const damage = difference(expected, toPlanar(piece)).mean * 127.5;
      expect(difference(got, expected).mean * 127.5, `quality ${quality}`).toBeLessThan(0.08 * damage);
      expect(damage).toBeGreaterThan(4);
    });
  });

  it('puts colours on another light as TypeScript does', () => {
    const piece = cropPhoto(photo, { x: 0, y: 0, width: 64, height: 48 });
    const expected = toPlanar(mergeLumaChroma(light(), chroma(piece), 64, 48));
    expect(difference(theirsOf('lit'), expected).largest).toBeLessThan(1e-5);
  });

  it('weighs noise levels by the same formulas', () => {
    for (const weighting of ['uniform', 'min-snr'] satisfies Weighting[]) {
      for (const what of ['eps', 'v', 'y0'] satisfies Prediction[]) {
        const expected = lessonLevels.map((level) => lossWeight(weighting, what, Math.fround(level)));
        expect(difference(theirsOf(`weight/${weighting}/${what}`), Float32Array.from(expected)).largest).toBeLessThan(1e-6);
      }
    }
  });

  it('meets noise levels as often', () => {
    const random = Random.fromSeed(6);
    expect(kolmogorovSmirnov(theirsOf('gamma'), Float32Array.from({ length: 4000 }, () => drawGamma(levels, random)))).toBeLessThan(0.045);
  });

  it.each(Object.entries({ centreSquare: centreSquareHole, rectangle: rectangleHole, freeForm: freeFormHole, side: sideHole }))(
    'cuts holes as large, and in the same places: %s',
    (name, draw) => {
      const random = Random.fromSeed(7);
      const holes = Array.from({ length: 600 }, () => draw(64, random).hole);
      const areas = Float32Array.from(holes, (hole) => hole.reduce((sum, value) => sum + value, 0) / 4096);
      const where = new Float32Array(64);
      for (const hole of holes) hole.forEach((value, i) => (where[(i >> 9) * 8 + ((i & 63) >> 3)]! += value / 64 / 600));
      expect(kolmogorovSmirnov(theirsOf(`area/${name}`), areas)).toBeLessThan(0.11);
      expect(difference(theirsOf(`where/${name}`), where).largest).toBeLessThan(0.09);
    },
  );

  it('ages every other grey as much: how light, how rough, how soft', () => {
    const random = Random.fromSeed(8);
    const edge = edgePhoto(32);
    const ours = Array.from({ length: 600 }, () => signsOfAge(tasks.colorize.damage(edge, random).x));
    for (const [i, sign] of ['middle', 'rough', 'steep', 'darkest', 'lightest'].entries()) {
      // Half of them are the same edge, but for the last digits.
      const rounded = (values: Float32Array): Float32Array => values.map((value) => Math.round(value * 1000));
      expect(kolmogorovSmirnov(rounded(theirsOf(`age/${sign}`)), rounded(Float32Array.from(ours, (signs) => signs[i]!))), sign).toBeLessThan(0.11);
    }
  });

  it.each(['inpaint', 'colorize', 'uncrop', 'jpeg'])('makes lessons whose parts fit together: %s', (task) => {
    const [eps, v, y0] = (['eps', 'v', 'y0'] as const).map((what) => (part: string) => theirsOf(`lesson/${task}/${what}/${part}`));
    const [noise, picture] = [eps!('target'), y0!('target')];
    expect(difference(eps!('yt'), y0!('yt')).largest + difference(eps!('x'), v!('x')).largest).toBe(0);
    const places = side * side;
    const weight = y0!('weight');
    let holes = 0;
    let [largest, unlike] = [0, 0];
    for (let n = 0; n < 4; n++) {
      const gamma = y0!('gamma')[n]!;
      const [a, b] = [Math.sqrt(gamma), Math.sqrt(1 - gamma)];
      let sum = 0;
      for (let i = 0; i < 3 * places; i++) {
        const at = n * 3 * places + i;
        const share = weight.length === 4 ? weight[n]! : weight[n * places + (i % places)]!;
        sum += share;
        holes += Number(share === 0);
        const yt = share > 0 ? a * picture[at]! + b * noise[at]! : picture[at]!;
        largest = Math.max(largest, Math.abs(y0!('yt')[at]! - yt), Math.abs(v!('target')[at]! - (a * noise[at]! - b * picture[at]!)));
        if (share === 0 || task === 'jpeg') unlike += Math.abs(y0!('x')[at]! - picture[at]!) / (12 * places);
      }
      expect(sum).toBeCloseTo(lossWeight('min-snr', 'y0', gamma) / 4, 4);
    }
    expect(largest).toBeLessThan(1e-5);
    expect(holes > 0).toBe(task === 'inpaint' || task === 'uncrop');
    if (task === 'jpeg') expect(unlike).toBeGreaterThan(0.01);
    else expect(unlike).toBe(0);
    if (task === 'colorize') {
      for (let n = 0; n < 4; n++) {
        const planar = (values: Float32Array) => values.subarray(n * 3 * places, (n + 1) * 3 * places);
        const rgb = Float32Array.from({ length: 3 * places }, (_, i) => planar(picture)[(i % 3) * places + Math.floor(i / 3)]!);
        expect(difference(luma(createPhoto(side, side, rgb)), planar(y0!('x')).subarray(0, places)).largest).toBeLessThan(1e-5);
      }
    }
  });
});

function theirsOf(name: string): Float32Array {
  return theirs.get(name)!.values;
}

function storedPhoto(seed: number): StoredPhoto {
  const random = Random.fromSeed(seed);
  return { width: 40, height: 36, rgb: Uint8Array.from({ length: 40 * 36 * 3 }, () => random.integer(256)) };
}

/** Dark at the left, light at the right. */
function edgePhoto(size: number): Photo {
  const tone = (column: number): number => (column < size / 2 ? -0.3 : 0.4);
  return createPhoto(size, size, Float32Array.from({ length: 3 * size * size }, (_, i) => tone(Math.floor(i / 3) % size)));
}

/** Of an aged edge [32*32]: the mean, how much neighbours in the light half differ, the step at the edge, the extremes. */
function signsOfAge(x: Float32Array): number[] {
  const [size, places] = [32, 32 * 32];
  let [sum, rough, step] = [0, 0, 0];
  for (let i = 0; i < places; i++) {
    sum += x[i]!;
    const column = i % size;
    if (column >= 24 && column < 31) rough += Math.abs(x[i + 1]! - x[i]!) / (7 * size);
    if (column === 15) step += (x[i + 1]! - x[i]!) / size;
  }
  const plane = x.subarray(0, places);
  return [sum / places, rough, step, Math.min(...plane), Math.max(...plane)];
}

/** The photo's light, higher at the right than [-1, 1] has room for its colours. */
function light(): Float32Array {
  const y = luma(cropPhoto(photo, { x: 0, y: 0, width: 64, height: 48 }));
  return y.map((value, i) => Math.min(1, Math.max(-1, value + ((i % 64) - 20) / 40)));
}

function mirror({ width, height, rgb }: Photo): Photo {
  return createPhoto(width, height, rgb.map((_, i) => {
    const [pixel, channel] = [Math.floor(i / 3), i % 3];
    const row = Math.floor(pixel / width);
    return rgb[(row * width + width - 1 - (pixel % width)) * 3 + channel]!;
  }));
}

function copyOf({ step, weights, average, m, v }: TrainingState): TrainingState {
  const copy = (tensors: Tensors): Tensors => new Map([...tensors].map(([name, values]) => [name, values.slice()]));
  return { step, weights: copy(weights), average: copy(average), m: copy(m), v: copy(v) };
}

/** ||a - b|| / ||b|| over all tensors together. */
function relativeDistance(a: ReadonlyMap<string, Float32Array>, b: (name: string) => Float32Array): number {
  let [apart, size] = [0, 0];
  for (const [name, values] of a) {
    const others = b(name);
    values.forEach((value, i) => {
      apart += (value - others[i]!) ** 2;
      size += others[i]! ** 2;
    });
  }
  return Math.sqrt(apart / size);
}

/** The greatest distance between two samples' distribution functions. */
function kolmogorovSmirnov(a: Float32Array, b: Float32Array): number {
  const [left, right] = [a.toSorted(), b.toSorted()];
  let [i, j, apart] = [0, 0, 0];
  while (i < left.length && j < right.length) {
    const value = Math.min(left[i]!, right[j]!);
    while (left[i] === value) i++;
    while (right[j] === value) j++;
    apart = Math.max(apart, Math.abs(i / left.length - j / right.length));
  }
  return apart;
}
