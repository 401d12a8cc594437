import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { featureDistance } from '../../../../models/evaluation/feature-distance.ts';
import { openInception } from '../../../../models/node/evaluate/inception-network.ts';
import { createPhoto, type Photo } from '../../../../models/photo/photo.ts';
import { paintedPhoto } from '../../photo/pictures.ts';
import { smallInception } from './small-inception.ts';

const folder = await mkdtemp(join(tmpdir(), 'heirloom-inception-'));
afterAll(async () => rm(folder, { recursive: true }));

/** Every 93rd of the 2048 features of `pattern()`: output of flatten_1 of nsfwjs's layers model in TensorFlow.js 4.22 (wasm). */
const atTheEnd = [
  0.01316987, 0, 0.1372873, 0.005781177, 0.001419598, 0, 0.002098994, 0, 0.009107337, 0.00132065, 0, 0.01565349, 0.004765901, 0.0007448865,
  0.001294561, 0, 0.0001350433, 0, 0, 0.03149841, 0, 0.1622777, 0.04834073,
];

/** Every 59th of the 768 means of its mixed5, the last frozen layer. */
const inTheMiddle = [
  0.2259992, 0.479391, 0, 0.3308795, 0.006579948, 0.08213214, 0.00763229, 0.01786831, 0.05514046, 0.1088626, 0, 0.5746996, 0, 0,
];

function pattern(): Photo {
  const photo = createPhoto(299, 299);
  for (let y = 0, to = 0; y < 299; y++) {
    for (let x = 0; x < 299; x++) {
      for (let c = 0; c < 3; c++, to++) photo.rgb[to] = ((x * (c + 1) + 2 * y + ((x >> 4) ^ (y >> 4)) * 37) % 256) / 127.5 - 1;
    }
  }
  return photo;
}

test('nsfwjs\'s Inception gives the features that TensorFlow.js gives, also in a batch', async () => {
  const inception = await openInception(undefined, 0);
  const { end, middle, maps } = await inception.see([paintedPhoto(40, 40), pattern()]);
  await inception.dispose();
  expect([end.length, middle!.length]).toEqual([2 * 2048, 2 * 768]);
  const second = end.subarray(2048);
  atTheEnd.forEach((value, i) => expect(second[93 * i]).toBeCloseTo(value, 6));
  inTheMiddle.forEach((value, i) => expect(middle![768 + 59 * i]).toBeCloseTo(value, 5));
  expect(second.reduce((sum, value) => sum + value, 0)).toBeCloseTo(19.23952352578692, 3);
  expect(second.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1.624000846762021, 4);
  expect(middle!.subarray(768).reduce((sum, value) => sum + value, 0)).toBeCloseTo(156.68155450437916, 2);
  expect(end.subarray(0, 2048)).not.toEqual(second);
  expect(inception.distance).toContain('not comparable with published FIDs');
  // Of each picture, at each place of three depths, a vector of length 1.
  const sizes = maps!.map((depths) => depths.map(({ channels, side }) => [channels, side]));
  expect(sizes).toEqual([1, 2].map(() => [[64, 73], [256, 35], [768, 17]]));
  for (const { parts, side } of maps!.flat()) {
    for (const place of [0, side + 3, side ** 2 - 1]) {
      const square = parts.reduce((sum, part, i) => (i % side ** 2 === place ? sum + (part / 65_535) ** 2 : sum), 0);
      expect(square).toBeCloseTo(1, 3);
    }
  }
  expect(featureDistance(maps![0]!, maps![1]!)).toBeGreaterThan(0.1);
});

test('a network from a file is shown RGB in [-1, 1] at 299 x 299, and the distance is called standard', async () => {
  const file = join(folder, 'small.onnx');
  await writeFile(file, smallInception());
  const inception = await openInception(file, 1);
  const plain = (value: number): Photo => createPhoto(20, 20, new Float32Array(1200).fill(value));
  const [one, half] = [await inception.see([plain(1)]), await inception.see([plain(-0.5)])];
  await inception.dispose();
  expect(half.end).toHaveLength(2048);
  half.end.forEach((value, i) => expect(value).toBeCloseTo(-0.5 * one.end[i]!, 3));
  expect([half.middle, half.maps]).toEqual([undefined, undefined]);
  expect(inception.distance).toContain('standard FID');
});

test.each([
  ['no network at all', new Uint8Array(1000)],
  ['a network with other features', smallInception(100)],
])('refuses %s', async (_what, bytes) => {
  const file = join(folder, 'wrong.onnx');
  await writeFile(file, bytes);
  await expect(openInception(file, 1)).rejects.toMatchObject({ code: 'checkpoint-invalid', message: expect.stringContaining('wrong.onnx') as string });
});

test('refuses a file that is not there', async () => {
  await expect(openInception(join(folder, 'nothing.onnx'), 1)).rejects.toMatchObject({ code: 'checkpoint-invalid' });
});
