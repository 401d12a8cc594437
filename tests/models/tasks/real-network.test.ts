import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cosine } from '../../../models/diffusion/schedule.ts';
import { presets } from '../../../models/network/config.ts';
import { buildUnet } from '../../../models/network/unet.ts';
import { type Network, openNetwork } from '../../../models/node/engine-host.ts';
import { readMask, readPhoto, writePhoto } from '../../../models/node/photo-file.ts';
import { luma } from '../../../models/photo/colour.ts';
import type { HoleMask, Photo } from '../../../models/photo/photo.ts';
import { rasteriseStrokes } from '../../../models/photo/strokes.ts';
import { Random } from '../../../models/random.ts';
import { colorize } from '../../../models/tasks/colorize.ts';
import { inpaint } from '../../../models/tasks/inpaint.ts';
import { cleanJpeg } from '../../../models/tasks/jpeg.ts';
import type { RestoreOptions, RestoreProgress, Restorer } from '../../../models/tasks/restore.ts';
import type { TaskId } from '../../../models/tasks/task.ts';
import { uncrop } from '../../../models/tasks/uncrop.ts';
import { randomParameters } from '../engine/example-feeds.ts';
import { difference, noisePhoto, paintedPhoto } from '../photo/pictures.ts';
import { finish } from './oracle.ts';

// Untaught weights, but the real runtime in its real thread, and real files: nothing here hangs on what a network learned.
let network: Network;
let folder: string;

beforeAll(async () => {
  const graph = buildUnet(presets.tiny);
  const values = randomParameters(graph, 5);
  const weights = new Map([...graph.parameters.values()].map(({ name, shape }) => [name, { shape, values: values.get(name)! }]));
  network = await openNetwork({ config: presets.tiny, weights, device: 'cpu', threads: 1 });
  folder = await mkdtemp(join(tmpdir(), 'heirloom-tasks-'));
});

afterAll(async () => {
  await network.dispose();
  await rm(folder, { recursive: true });
});

function restorerFor(task: TaskId): Restorer {
  return { network, manifest: { id: 'untaught', task, schedule: cosine, prediction: 'y0', defaults: { sampler: 'dpmpp-2m', steps: 4 } } };
}

const scratched = (width: number, height: number): HoleMask =>
  rasteriseStrokes([{ points: [{ x: 10, y: 20 }, { x: 0.8 * width, y: 0.7 * height }], radius: 3, softness: 0.5 }], width, height);

const margins = { left: 20, top: 0, right: 5, bottom: 9 };

type Run = (photo: Photo, restorer: Restorer, options: RestoreOptions) => AsyncGenerator<RestoreProgress, Photo>;

const runs: Record<TaskId, Run> = {
  inpaint: (photo, restorer, options) => inpaint(photo, scratched(photo.width, photo.height), restorer, options),
  colorize,
  uncrop: (photo, restorer, options) => uncrop(photo, margins, restorer, options),
  jpeg: cleanJpeg,
};

describe.each(Object.keys(runs) as TaskId[])('%s with a real network in the real runtime', (id) => {
  it('gives a picture of finite values in range, the same bytes for the same seed', async () => {
    const photo = paintedPhoto(90, 70);
    const run = async (seed: number): Promise<Float32Array> => (await finish(runs[id](photo, restorerFor(id), { seed }))).photo.rgb;
    const first = await run(3);
    expect(first.every((value) => value >= -1 && value <= 1)).toBe(true);
    expect(difference(first, await run(3)).largest).toBe(0);
    expect(difference(first, await run(4)).largest).toBeGreaterThan(0.001);
  });

  it('ends within one network call of a cancel that arrives while it computes', async () => {
    let calls = 0;
    const predict: Network['predict'] = async (x, yt, gamma) => {
      calls++;
      return network.predict(x, yt, gamma);
    };
    const controller = new AbortController();
    const restorer = { ...restorerFor(id), network: { side: network.side, predict } };
    const run = finish(runs[id](paintedPhoto(300, 200), restorer, { signal: controller.signal, steps: 50 }));
    const ended = expect(run).rejects.toMatchObject({ code: 'cancelled' });
    while (calls < 3) await setImmediate();
    controller.abort();
    const before = calls;
    await ended;
    expect(calls).toBeLessThanOrEqual(before + 1);
  });
});

describe('from file to file', () => {
  it.each(['tiff', 'png'] as const)('keeps every 16-bit sample of a %s outside of the mask', async (format) => {
    const [width, height] = [140, 110];
    const random = Random.fromSeed(9);
    const samples = Uint16Array.from({ length: width * height * 3 }, () => random.integer(65536));
    const source = join(folder, `source.${format}`);
    // By default sharp writes TIFF as 8-bit JPEG.
    const lossless = format === 'tiff' ? { compression: 'lzw' } : {};
    await sharp(samples, { raw: { width, height, channels: 3 } }).toColourspace('rgb16').toFormat(format, lossless).toFile(source);
    const mask = scratched(width, height);
    const maskFile = join(folder, `mask-${format}.png`);
    const levels = Uint8Array.from(mask.hole, (value) => Math.round(value * 255));
    await sharp(levels, { raw: { width, height, channels: 1 } }).png().toFile(maskFile);

    const read = await readPhoto(source);
    const hole = await readMask(maskFile);
    const { photo } = await finish(inpaint(read.photo, hole, restorerFor('inpaint')));
    const restored = join(folder, `restored.${format}`);
    await writePhoto(restored, { ...read, photo });

    expect(read.bitDepth).toBe(16);
    const written = await samplesOf(restored);
    const original = await samplesOf(source);
    expect(original).toHaveLength(samples.length);
    const differing = [...written.keys()].filter((i) => written[i] !== original[i]);
    expect(differing.filter((i) => hole.hole[Math.floor(i / 3)] === 0)).toEqual([]);
    expect(differing.length).toBeGreaterThan(500);
    expect(await readFile(source)).not.toEqual(await readFile(restored));
  });

  it('keeps the light of a 16-bit photo through colorizing, to half a 16-bit level', async () => {
    const photo = noisePhoto(64, 48, Random.fromSeed(2));
    const grey = luma(photo);
    const { photo: coloured } = await finish(colorize(photo, restorerFor('colorize')));
    expect(difference(luma(coloured), grey).largest).toBeLessThan(1 / 65535);
  });
});

async function samplesOf(path: string): Promise<Uint16Array> {
  const { data } = await sharp(path).toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true });
  return new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
}
