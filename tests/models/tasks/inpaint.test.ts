import { describe, expect, it } from 'vitest';
import { greyOf } from '../../../models/photo/colour.ts';
import { createMask, createPhoto, type HoleMask, type Photo, type Rectangle } from '../../../models/photo/photo.ts';
import { rasteriseStrokes } from '../../../models/photo/strokes.ts';
import { Random } from '../../../models/random.ts';
import { inpaint } from '../../../models/tasks/inpaint.ts';
import { difference, noisePhoto, paintedPhoto } from '../photo/pictures.ts';
import { finish, oracle, planePhoto, planes, recognising } from './oracle.ts';

function boxMask({ width, height }: Photo, ...holes: Rectangle[]): HoleMask {
  const mask = createMask(width, height);
  for (const hole of holes) {
    for (let y = hole.y; y < hole.y + hole.height; y++) mask.hole.fill(1, y * width + hole.x, y * width + hole.x + hole.width);
  }
  return mask;
}

/** The photo with its holes painted over. */
function damaged(photo: Photo, mask: HoleMask): Photo {
  return createPhoto(photo.width, photo.height, photo.rgb.map((value, i) => (mask.hole[Math.floor(i / 3)]! > 0 ? 1 : value)));
}

function changedOutside(photo: Photo, result: Photo, mask: HoleMask): number {
  return [...photo.rgb.keys()].filter((i) => mask.hole[Math.floor(i / 3)] === 0 && !Object.is(photo.rgb[i], result.rgb[i])).length;
}

const guessing = (): ReturnType<typeof oracle> => oracle('inpaint', (x, yt) => yt.map((value, i) => Math.tanh(value + x[i]!)));

describe('inpainting', () => {
  it('gives back what a network knows that knows the photo: full resolution, exactly', async () => {
    const photo = noisePhoto(120, 90, Random.fromSeed(1));
    const corner = { x: 0, y: 0, width: 6, height: 5 };
    const mask = boxMask(photo, { x: 50, y: 40, width: 13, height: 15 }, corner, { x: 110, y: 70, width: 10, height: 3 });
    for (const prediction of ['y0', 'eps', 'v'] as const) {
      const { photo: result } = await finish(inpaint(damaged(photo, mask), mask, oracle('inpaint', recognising(photo), { prediction })));
      expect(difference(result.rgb, photo.rgb).largest).toBeLessThan(2e-4);
    }
  });

  it.each([
    ['shrunk once', { x: 60, y: 50, width: 60, height: 55 }],
    ['a long strip', { x: 20, y: 60, width: 200, height: 12 }],
    ['huge, so looked at again and again', { x: 30, y: 20, width: 180, height: 130 }],
  ])('restores a photo that is a plane where the hole is %s', async (_, hole) => {
    const photo = planePhoto(260, 190);
    const mask = boxMask(photo, hole);
    const { photo: result } = await finish(inpaint(damaged(photo, mask), mask, oracle('inpaint', planes)));
    expect(difference(result.rgb, photo.rgb).largest).toBeLessThan(0.01);
    expect(changedOutside(photo, result, mask)).toBe(0);
  });

  it('leaves pixels outside of the mask as they are to the bit, whatever the network says', async () => {
    const photo = noisePhoto(200, 150, Random.fromSeed(2));
    const scratch = { points: [{ x: 5, y: 5 }, { x: 190, y: 120 }], radius: 2.5, softness: 0.7 };
    const blot = { points: [{ x: 60, y: 110 }], radius: 30, softness: 0.3 };
    const mask = rasteriseStrokes([scratch, blot], 200, 150);
    const { photo: result } = await finish(inpaint(photo, mask, guessing()));
    expect(changedOutside(photo, result, mask)).toBe(0);
    const hole = [...mask.hole.keys()].filter((pixel) => mask.hole[pixel]! > 0);
    const touched = hole.filter((pixel) => result.rgb[3 * pixel] !== photo.rgb[3 * pixel]);
    expect(touched.length).toBeGreaterThan(0.95 * hole.length);
    expect(result.rgb.every((value) => value >= -1 && value <= 1)).toBe(true);
  });

  it('paints no colours into a photo that has none', async () => {
    const photo = greyOf(paintedPhoto(90, 70));
    const mask = boxMask(photo, { x: 30, y: 20, width: 20, height: 25 });
    const painting = oracle('inpaint', (_x, yt) => yt.map((value, i) => (i < 1024 ? 0.7 : 0.3 * Math.tanh(value))));
    const { photo: result, progress } = await finish(inpaint(photo, mask, painting));
    for (const { rgb } of [result, progress.at(-1)!.preview]) {
      expect(Math.max(...rgb.map((value, i) => Math.abs(value - rgb[i - (i % 3)]!)))).toBeLessThan(1e-5);
    }
    expect(difference(result.rgb, photo.rgb).largest).toBeGreaterThan(0.05);
  });

  it('makes good for a network that has the tint wrong all over', async () => {
    const photo = planePhoto(100, 80);
    const mask = boxMask(photo, { x: 40, y: 30, width: 14, height: 12 });
    const tinted = oracle('inpaint', (x, yt, window) => planes(x, yt, window).map((value, i) => value + (i < 1024 ? 0.2 : -0.15)));
    const { photo: result } = await finish(inpaint(damaged(photo, mask), mask, tinted));
    expect(difference(result.rgb, photo.rgb).largest).toBeLessThan(1e-4);
  });

  it('mixes photo and filling where the mask is between 0 and 1, also where it looks more than once', async () => {
    const photo = createPhoto(260, 190).rgb.fill(-0.5);
    const half = createMask(260, 190);
    for (let y = 20; y < 150; y++) half.hole.fill(0.5, y * 260 + 30, y * 260 + 210);
    const white = oracle('inpaint', (x) => x.map(() => -0.5));
    const given = createPhoto(260, 190, photo);
    const { photo: same } = await finish(inpaint(given, half, white));
    expect(difference(same.rgb, given.rgb).largest).toBeLessThan(1e-5);
    // A blot under the soft mask: half of it must shine through.
    const blotted = createPhoto(260, 190, photo.slice());
    for (let y = 60; y < 90; y++) blotted.rgb.fill(0.5, (y * 260 + 80) * 3, (y * 260 + 120) * 3);
    const { photo: mixed } = await finish(inpaint(blotted, half, white));
    expect(mixed.rgb[(75 * 260 + 100) * 3]).toBeCloseTo(0, 4);
    expect(mixed.rgb[(40 * 260 + 100) * 3]).toBeCloseTo(-0.5, 4);
  });

  it.each([[1, 2], [2, 2], [16, 16], [17, 300], [1000, 40], [33, 31]])('works on a %ix%i photo', async (width, height) => {
    const photo = noisePhoto(width, height, Random.fromSeed(4));
    const hole = { x: width >> 1, y: height >> 1, width: Math.max(1, width >> 2), height: Math.max(1, height >> 2) };
    const mask = boxMask(photo, hole);
    const { photo: result, progress } = await finish(inpaint(photo, mask, guessing()));
    expect([result.width, result.height]).toEqual([width, height]);
    expect(changedOutside(photo, result, mask)).toBe(0);
    expect(result.rgb.every((value) => value >= -1 && value <= 1)).toBe(true);
    expect(progress.at(-1)!.done).toBe(progress.at(-1)!.of);
  });

  it('counts every network call, and shows the photo so far with its holes closing', async () => {
    const photo = planePhoto(600, 300);
    const mask = boxMask(photo, { x: 100, y: 100, width: 40, height: 40 }, { x: 400, y: 100, width: 130, height: 110 });
    const restorer = oracle('inpaint', planes);
    const { progress } = await finish(inpaint(damaged(photo, mask), mask, restorer));
    expect(progress.map(({ done }) => done)).toEqual(progress.map((_, i) => i + 1));
    expect(progress.at(-1)).toMatchObject({ done: restorer.batches.length, of: restorer.batches.length });
    const { preview } = progress.at(-1)!;
    expect([preview.width, preview.height]).toEqual([256, 128]);
    const middle = (at: Photo, x: number, y: number): number => at.rgb[(y * 256 + x) * 3]!;
    expect(middle(progress[0]!.preview, 51, 51)).toBeCloseTo(photo.rgb[(120 * 600 + 120) * 3]!, 1);
    expect(middle(progress[0]!.preview, 198, 66)).toBeCloseTo(1, 1);
    expect(middle(preview, 198, 66)).toBeCloseTo(photo.rgb[(155 * 600 + 464) * 3]!, 1);
  });

  it('is reproducible; another seed fills differently', async () => {
    const photo = noisePhoto(80, 80, Random.fromSeed(5));
    const mask = boxMask(photo, { x: 20, y: 20, width: 30, height: 30 });
    const run = async (seed: number): Promise<Float32Array> => (await finish(inpaint(photo, mask, guessing(), { seed }))).photo.rgb;
    const first = await run(1);
    expect(difference(first, await run(1)).largest).toBe(0);
    expect(difference(first, await run(2)).largest).toBeGreaterThan(0.01);
  });

  it('stops before the next network call once cancelled, and leaves the photo it was given alone', async () => {
    const photo = noisePhoto(80, 80, Random.fromSeed(5));
    const before = photo.rgb.slice();
    const signal = { aborted: false };
    const restorer = guessing();
    const run = inpaint(photo, boxMask(photo, { x: 20, y: 20, width: 30, height: 30 }), restorer, { signal });
    await run.next();
    await run.next();
    signal.aborted = true;
    await expect(run.next()).rejects.toMatchObject({ code: 'cancelled' });
    expect(restorer.batches).toHaveLength(2);
    expect(difference(photo.rgb, before).largest).toBe(0);
  });

  it('refuses, by one sentence, a mask that does not fit, is empty, or leaves nothing', async () => {
    const photo = createPhoto(20, 10);
    const run = async (mask: HoleMask): Promise<unknown> => finish(inpaint(photo, mask, guessing()));
    await expect(run(createMask(10, 20))).rejects.toMatchObject({ code: 'mask-size', message: expect.stringContaining('10x20') as string });
    await expect(run(createMask(20, 10))).rejects.toMatchObject({ code: 'mask-empty' });
    await expect(run(boxMask(photo, { x: 0, y: 0, width: 20, height: 10 }))).rejects.toMatchObject({ code: 'option-invalid' });
    const speck = boxMask(photo, { x: 0, y: 0, width: 1, height: 1 });
    const other = oracle('colorize', (x) => x);
    await expect(finish(inpaint(photo, speck, other))).rejects.toMatchObject({ code: 'model-unsuitable' });
  });
});

describe('holes in faces', () => {
  const photo = noisePhoto(120, 90, Random.fromSeed(3));
  const face = { x: 70, y: 30, width: 20, height: 20, confidence: 0.9 };
  const callsFor = async (hole: Rectangle): Promise<{ scene: number; faces: number }> => {
    const [scene, faces] = [guessing(), guessing()];
    const mask = boxMask(photo, hole);
    const restorer = { ...scene, faces: { find: async () => [face], open: async () => faces } };
    const { photo: result, progress } = await finish(inpaint(photo, mask, restorer));
    expect(changedOutside(photo, result, mask)).toBe(0);
    expect(progress.at(-1)).toMatchObject({ done: progress.at(-1)!.of });
    return { scene: scene.batches.length, faces: faces.batches.length };
  };

  it('are filled by the model of faces, all others by that of scenes', async () => {
    expect(await callsFor({ x: 75, y: 35, width: 5, height: 5 })).toEqual({ scene: 0, faces: 5 });
    expect(await callsFor({ x: 5, y: 5, width: 5, height: 5 })).toEqual({ scene: 5, faces: 0 });
  });
});
