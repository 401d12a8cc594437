import { describe, expect, it } from 'vitest';
import { createPhoto } from '../../../models/photo/photo.ts';
import { Random } from '../../../models/random.ts';
import { cleanJpeg } from '../../../models/tasks/jpeg.ts';
import { noiseOf, tilesOf } from '../../../models/tasks/tiles.ts';
import { difference, noisePhoto } from '../photo/pictures.ts';
import { finish, oracle } from './oracle.ts';

describe('cleaning a JPEG', () => {
  it.each([[16, 16], [17, 300], [250, 40], [32, 32], [131, 149]])('gives every pixel of a %ix%i photo what the network says of it', async (width, height) => {
    const photo = noisePhoto(width, height, Random.fromSeed(1));
    const { photo: clean, progress } = await finish(cleanJpeg(photo, oracle('jpeg', (x) => x.map((value) => 0.5 * value + 0.1))));
    expect([clean.width, clean.height]).toEqual([width, height]);
    expect(difference(clean.rgb, photo.rgb.map((value) => 0.5 * value + 0.1)).largest).toBeLessThan(1e-5);
    expect(progress.at(-1)!.done).toBe(progress.at(-1)!.of);
    expect(progress.every((now, i) => now.of === progress[0]!.of && now.done > (progress[i - 1]?.done ?? 0))).toBe(true);
    expect(progress.every(({ preview }) => Math.max(preview.width, preview.height) <= 256)).toBe(true);
  });

  it('leaves no seam where tiles meet, even if every window has a tint of its own', async () => {
    const random = Random.fromSeed(3);
    const restorer = oracle('jpeg', (x) => new Float32Array(x.length).fill(random.between(-0.5, 0.5)), { defaults: { steps: 1 } });
    const { photo: { rgb, width, height } } = await finish(cleanJpeg(createPhoto(200, 200), restorer));
    let steepest = 0;
    for (let y = 1; y < height; y++) {
      for (let x = 1; x < width; x++) {
        const at = (y * width + x) * 3;
        steepest = Math.max(steepest, Math.abs(rgb[at]! - rgb[at - 3]!), Math.abs(rgb[at]! - rgb[at - 3 * width]!));
      }
    }
    // Windows overlap by 4 pixels here: a tint difference of at most 1 is spread over them.
    expect(steepest).toBeLessThan(0.6);
  });

  it('starts overlapping tiles from the same noise, so that what they draw agrees', async () => {
    // The answer hangs on y_t alone: tiles that began differently would differ where they overlap.
    const restorer = oracle('jpeg', (_, yt) => yt.map((value) => Math.tanh(value)), { defaults: { steps: 1 } });
    const { photo: { rgb } } = await finish(cleanJpeg(createPhoto(150, 40), restorer));
    const noise = noiseOf({ x: 0, y: 0, width: 150, height: 40 }, 28, Random.fromSeed(0));
    const red = new Float32Array(150 * 40).map((_, pixel) => rgb[3 * pixel]!);
    expect(difference(red, noise.subarray(0, red.length).map(Math.tanh)).largest).toBeLessThan(1e-5);
  });

  it('is reproducible, and another seed is another picture', async () => {
    const photo = noisePhoto(70, 50, Random.fromSeed(1));
    const restorer = oracle('jpeg', (x, yt) => x.map((value, i) => 0.5 * value + 0.3 * Math.tanh(yt[i]!)));
    const run = async (seed: number): Promise<Float32Array> => (await finish(cleanJpeg(photo, restorer, { seed }))).photo.rgb;
    const first = await run(1);
    expect(difference(first, await run(1)).largest).toBe(0);
    expect(difference(first, await run(2)).largest).toBeGreaterThan(0.01);
  });

  it('stops before the next call once cancelled', async () => {
    const signal = { aborted: false };
    const restorer = oracle('jpeg', (x) => x);
    const run = cleanJpeg(createPhoto(70, 50), restorer, { signal });
    await run.next();
    const calls = restorer.batches.length;
    signal.aborted = true;
    await expect(run.next()).rejects.toMatchObject({ code: 'cancelled' });
    expect(restorer.batches).toHaveLength(calls);
  });
});

describe('tiles', () => {
  it('cover the photo with windows that start at multiples of their distance', () => {
    for (const [width, height] of [[16, 16], [32, 33], [300, 17], [131, 400]] as const) {
      const covered = new Uint8Array(width * height);
      for (const { box, windows } of tilesOf(width, height, 32, 4)) {
        expect(box.x % (4 * 28)).toBe(0);
        expect(box.y % (4 * 28)).toBe(0);
        expect(windows).toBe(((box.width - 4) / 28) * ((box.height - 4) / 28));
        expect(windows).toBeLessThanOrEqual(16);
        const right = Math.min(width, box.x + box.width);
        for (let y = box.y; y < Math.min(height, box.y + box.height); y++) covered.fill(1, y * width + box.x, y * width + right);
      }
      expect(covered.includes(0)).toBe(false);
    }
  });
});
