import { describe, expect, it } from 'vitest';
import { chroma, greyOf, luma, mergeLumaChroma } from '../../../models/photo/colour.ts';
import { createPhoto, type Photo } from '../../../models/photo/photo.ts';
import { Random } from '../../../models/random.ts';
import { colorize } from '../../../models/tasks/colorize.ts';
import type { Restorer, RestoreOptions } from '../../../models/tasks/restore.ts';
import { difference, noisePhoto, paintedPhoto } from '../photo/pictures.ts';
import { finish, oracle, planePhoto } from './oracle.ts';

/** Dark is blue, light is red: a world whose colours follow from its light. */
function colourOf(light: number): [cb: number, cr: number] {
  return [-0.25 * light, 0.2 * light];
}

function colours(light: Float32Array, tint = 0): Float32Array {
  const cbcr = new Float32Array(2 * light.length);
  light.forEach((y, i) => ([cbcr[i], cbcr[light.length + i]] = colourOf(y).map((value) => value + tint) as [number, number]));
  return cbcr;
}

/** Softer light than any gamut limit. */
function photoOf(width: number, height: number): Photo {
  const light = luma(planePhoto(width, height)).map((y) => 0.7 * y);
  return mergeLumaChroma(light, colours(light), width, height);
}

/** @param tint what a window adds to its chroma */
function knowing(tint: (window: number) => number = () => 0): ReturnType<typeof oracle> {
  return oracle('colorize', (x, _, window) => {
    const light = x.subarray(0, 1024);
    const { rgb } = mergeLumaChroma(light, colours(light, tint(window)), 32, 32);
    return new Float32Array(x.length).map((_, i) => rgb[3 * (i % 1024) + Math.floor(i / 1024)]!);
  });
}

describe('colorizing', () => {
  it.each([[32, 32], [40, 32], [20, 16], [90, 70], [300, 200]])('finds the colours of a %ix%i photo that the network knows', async (width, height) => {
    const photo = photoOf(width, height);
    const { photo: result } = await finish(colorize(greyOf(photo), knowing()));
    expect(difference(result.rgb, photo.rgb).mean).toBeLessThan(0.01);
    expect(difference(result.rgb, photo.rgb).largest).toBeLessThan(0.06);
  });

  it("keeps every pixel's light, also of a photo that has colours already", async () => {
    for (const photo of [noisePhoto(100, 80, Random.fromSeed(1)), paintedPhoto(33, 120), greyOf(paintedPhoto(64, 64))]) {
      const wild = oracle('colorize', (_, yt) => yt.map((value) => Math.tanh(value)));
      const { photo: result } = await finish(colorize(photo, wild));
      expect(difference(luma(result), luma(photo)).largest).toBeLessThan(1e-5);
      expect(result.rgb.every((value) => value >= -1 && value <= 1)).toBe(true);
    }
  });

  it.each([[1, 1], [2, 5], [16, 16], [17, 300], [1000, 40]])('works on a %ix%i photo', async (width, height) => {
    const photo = photoOf(width, height);
    const { photo: result, progress } = await finish(colorize(greyOf(photo), knowing()));
    expect([result.width, result.height]).toEqual([width, height]);
    expect(difference(luma(result), luma(photo)).largest).toBeLessThan(1e-5);
    expect(difference(result.rgb, photo.rgb).mean).toBeLessThan(0.05);
    expect(progress.at(-1)!.done).toBe(progress.at(-1)!.of);
  });

  it("calls the network as often as the manifest's steps say for one small photo, and counts every call", async () => {
    const small = knowing();
    const { progress } = await finish(colorize(greyOf(photoOf(32, 32)), small));
    expect(small.batches).toEqual([1, 1, 1, 1, 1]);
    expect(progress.map(({ done, of }) => [done, of])).toEqual([[1, 5], [2, 5], [3, 5], [4, 5], [5, 5]]);
    const large = knowing();
    const { progress: long } = await finish(colorize(greyOf(photoOf(400, 300)), large));
    expect(long.at(-1)!.done).toBe(large.batches.reduce((sum, count) => sum + count, 0));
    expect(long.every(({ of }) => of === long.at(-1)!.done)).toBe(true);
    expect(long.every(({ preview }) => Math.max(preview.width, preview.height) <= 256)).toBe(true);
  });

  it('keeps the tint that the first pass gave each place when the finer pass drifts', async () => {
    // The first pass has 2 windows and 5 steps: whatever comes after it is far off, window by window.
    const drifting = knowing((window) => (window < 10 ? 0 : window % 2 === 0 ? 0.3 : -0.3));
    const photo = photoOf(400, 300);
    const { photo: result } = await finish(colorize(greyOf(photo), drifting));
    const [got, wanted] = [chroma(result), chroma(photo)];
    expect(difference(got, wanted).mean).toBeLessThan(0.04);
    const bias = got.reduce((sum, value, i) => sum + value - wanted[i]!, 0) / got.length;
    expect(Math.abs(bias)).toBeLessThan(0.01);
  });

  it('leaves no step where windows meet that disagree about the tint', async () => {
    const { photo: result } = await finish(colorize(createPhoto(150, 32), knowing((window) => (window % 2 === 0 ? 0.2 : -0.2))));
    const cr = chroma(result).subarray(150 * 32);
    const steepest = Math.max(...[...cr.keys()].filter((i) => i % 150 > 0).map((i) => Math.abs(cr[i]! - cr[i - 1]!)));
    expect(Math.max(...cr) - Math.min(...cr)).toBeGreaterThan(0.2);
    // Windows overlap by 8 pixels at least.
    expect(steepest).toBeLessThan(0.12);
  });

  it('scales the colours by intensity', async () => {
    const photo = photoOf(48, 40);
    const at = async (intensity: number): Promise<Float32Array> =>
      chroma((await finish(colorize(greyOf(photo), knowing(), { intensity }))).photo);
    const whole = await at(1);
    expect(difference(await at(0), whole.map(() => 0)).largest).toBeLessThan(1e-6);
    expect(difference(await at(0.5), whole.map((value) => 0.5 * value)).largest).toBeLessThan(1e-5);
  });

  it("multiplies the network's colours by the model's gain, but not the colours a person knows", async () => {
    const photo = greyOf(photoOf(48, 40));
    const hints = [{ x: 24, y: 20, radius: 5, colour: [150, 110, 90] as const }];
    const plain = knowing();
    const { manifest } = plain;
    const lively = { ...knowing(), manifest: { ...manifest, defaults: { ...manifest.defaults, intensity: 1.3 } } };
    const coloured = async (restorer: Restorer, options: RestoreOptions = {}): Promise<Float32Array> =>
      chroma((await finish(colorize(photo, restorer, options))).photo);
    const own = await coloured(plain);
    expect(difference(await coloured(lively), own.map((value) => 1.3 * value)).largest).toBeLessThan(1e-5);
    expect(difference(await coloured(lively, { intensity: 0.5 }), own.map((value) => 0.65 * value)).largest).toBeLessThan(1e-5);
    const [hinted, livelyHinted] = [await coloured(plain, { hints }), await coloured(lively, { hints })];
    expect(livelyHinted[20 * 48 + 24]).toBeCloseTo(hinted[20 * 48 + 24]!, 5);
    expect(livelyHinted[0]).toBeCloseTo(1.3 * hinted[0]!, 3);
  });

  it('is reproducible; another seed is another variant', async () => {
    const photo = greyOf(paintedPhoto(60, 50));
    const wild = oracle('colorize', (x, yt) => x.map((value, i) => 0.6 * value + 0.3 * Math.tanh(yt[i]!)));
    for (const options of [{}, { start: 0.5 }, { sampler: 'ddpm' as const }]) {
      const run = async (seed: number): Promise<Float32Array> => (await finish(colorize(photo, wild, { ...options, seed }))).photo.rgb;
      const first = await run(1);
      expect(difference(first, await run(1)).largest).toBe(0);
      expect(difference(first, await run(2)).largest).toBeGreaterThan(0.01);
    }
  });

  it('stops before the next network call once cancelled', async () => {
    const signal = { aborted: false };
    const restorer = knowing();
    const run = colorize(createPhoto(400, 300), restorer, { signal });
    await run.next();
    signal.aborted = true;
    await expect(run.next()).rejects.toMatchObject({ code: 'cancelled' });
    expect(restorer.batches).toHaveLength(1);
    await expect(finish(colorize(createPhoto(9, 9), oracle('inpaint', (x) => x)))).rejects.toMatchObject({ code: 'model-unsuitable' });
  });
});

describe('faces in a scene', () => {
  /** Colours everything with one chroma. */
  const painter = (cb: number, cr: number): ReturnType<typeof oracle> =>
    oracle('colorize', (x) => {
      const light = x.subarray(0, 1024);
      const { rgb } = mergeLumaChroma(light, Float32Array.from({ length: 2048 }, (_, i) => (i < 1024 ? cb : cr)), 32, 32);
      return new Float32Array(x.length).map((_, i) => rgb[3 * (i % 1024) + Math.floor(i / 1024)]!);
    });
  const grey: Photo = createPhoto(120, 80);
  const face = { x: 70, y: 20, width: 16, height: 16, confidence: 0.9 };
  const chromaAt = (photo: Photo, x: number, y: number): readonly number[] => {
    const cbcr = chroma(photo);
    return [cbcr[y * 120 + x]!, cbcr[9600 + y * 120 + x]!].map((value) => Math.round(value * 100) / 100);
  };
  const scene = (
    faces: readonly (typeof face)[],
    painted: readonly [number, number] = [-0.2, 0.05],
  ): { restorer: Parameters<typeof colorize>[1]; portraitist: ReturnType<typeof oracle> } => {
    const portraitist = painter(0.1, 0.2);
    return { portraitist, restorer: { ...painter(...painted), faces: { find: async () => faces, open: async () => portraitist } } };
  };

  it('takes the colours of a face from the model of faces, and of all else from its own, without an edge between', async () => {
    const { restorer, portraitist } = scene([face]);
    const { photo, progress } = await finish(colorize(grey, restorer));
    expect(chromaAt(photo, 78, 28)).toEqual([0.1, 0.2]);
    expect(chromaAt(photo, 10, 60)).toEqual([-0.2, 0.05]);
    expect(chromaAt(photo, 100, 28)).toEqual([-0.2, 0.05]);
    const cbcr = chroma(photo);
    const steps = Array.from({ length: 119 }, (_, x) => Math.abs(cbcr[28 * 120 + x + 1]! - cbcr[28 * 120 + x]!));
    expect(Math.max(...steps)).toBeLessThan(0.12);
    // The face, and the whole photo in two passes for the rest of the person.
    expect(portraitist.batches).toHaveLength(14);
    expect(progress.at(-1)).toMatchObject({ done: progress.at(-1)!.of });
    expect(new Set(progress.map(({ of }) => of)).size).toBe(1);
  });

  it('gives what the scene leaves grey below a face the colours of the person, if it is about as light', async () => {
    const small = { x: 40, y: 8, width: 10, height: 10, confidence: 0.9 };
    const photo = createPhoto(120, 80);
    // A white shirt.
    for (let y = 40; y < 50; y++) photo.rgb.fill(1, 3 * (120 * y + 40), 3 * (120 * y + 50));
    const { photo: restored } = await finish(colorize(photo, scene([small], [0, 0]).restorer));
    expect(chromaAt(restored, 45, 30)).toEqual([0.1, 0.2]);
    expect(chromaAt(restored, 45, 45)).toEqual([0, 0]);
    expect(chromaAt(restored, 100, 30)).toEqual([0, 0]);
    const { photo: green } = await finish(colorize(photo, scene([small], [-0.2, 0.05]).restorer));
    expect(chromaAt(green, 45, 30)).toEqual([-0.2, 0.05]);
  });

  it('leaves a portrait to the model of faces', async () => {
    const { restorer } = scene([{ ...face, width: 40, height: 40 }]);
    const { photo } = await finish(colorize(grey, restorer));
    expect(chromaAt(photo, 10, 60)).toEqual([0.1, 0.2]);
  });

  it('does without where there are no faces, and with a face at the very corner', async () => {
    const none = scene([]);
    await finish(colorize(grey, none.restorer));
    expect(none.portraitist.batches).toEqual([]);
    const { photo } = await finish(colorize(grey, scene([{ ...face, x: -6, y: -6 }]).restorer));
    expect(chromaAt(photo, 1, 1)).toEqual([0.1, 0.2]);
  });
});
