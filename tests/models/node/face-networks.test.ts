import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFaces } from '../../../models/faces/detector.ts';
import { cosine, pictureOfFace } from '../../../models/faces/likeness.ts';
import { examplePhoto } from '../../../models/node/example-photo.ts';
import { openFaceDescriber, openFaceDetector } from '../../../models/node/face-networks.ts';
import { readPhoto } from '../../../models/node/photo-file.ts';
import type { Photo } from '../../../models/photo/photo.ts';
import { resizePhoto } from '../../../models/photo/resize.ts';

const require = createRequire(import.meta.url);
/** Photographs side by side that come with the detector: portraits, and groups. */
const samples = join(dirname(require.resolve('@vladmandic/human')), '..', 'assets', 'samples.jpg');

let detector: Awaited<ReturnType<typeof openFaceDetector>>;
let photo: Photo;

beforeAll(async () => {
  detector = await openFaceDetector(1);
  ({ photo } = await readPhoto(samples));
});
afterAll(async () => detector.dispose());

describe('finding faces', () => {
  test('finds small faces in a large photo where they are', async () => {
    const faces = await findFaces(photo, detector.detect);
    const middles = faces.map(({ x, y, width, height }) => [x + width / 2, y + height / 2] as const);
    // Read off the picture by eye.
    for (const [x, y] of [[229, 50], [451, 42], [739, 34], [327, 546]] as const) {
      expect(middles.some((middle) => Math.hypot(middle[0] - x, middle[1] - y) < 15), `a face at ${x}, ${y}`).toBe(true);
    }
    expect(faces.length).toBeLessThan(16);
  });

  test('a face is found at other sizes, as large in proportion', async () => {
    const portrait = { x: 160, y: 0, width: 150, height: 150 };
    const cut = (await import('../../../models/photo/crop.ts')).cropPhoto(photo, portrait);
    for (const side of [100, 256, 700]) {
      const [face] = await findFaces(resizePhoto(cut, side, side), detector.detect);
      expect(face, `at ${side} pixels`).toBeDefined();
      expect((face!.x + face!.width / 2) / side).toBeCloseTo(0.46, 1);
      expect(face!.width / side).toBeGreaterThan(0.2);
      expect(face!.width / side).toBeLessThan(0.45);
    }
  });

  test.each(['march-pastoral', 'black-canyon', 'french-alpine-landscape'])('%s: sheep, rocks and trees are no faces', async (name) => {
    expect(await findFaces((await readPhoto(examplePhoto(name))).photo, detector.detect)).toEqual([]);
  });
});

test('a face is more like itself, smaller and darker, than like another', async () => {
  const describer = await openFaceDescriber(1);
  const describeAt = async (from: Photo, x: number, y: number, side: number): Promise<Float32Array> =>
    describer.describe(pictureOfFace(from, { x, y, side }), 1);
  const one = await describeAt(photo, 192, 5, 80);
  const dimmed: Photo = { ...resizePhoto(photo, photo.width / 2, photo.height / 2) };
  const same = await describeAt({ ...dimmed, rgb: dimmed.rgb.map((value) => 0.85 * (value + 1) - 1) }, 96, 2, 40);
  const other = await describeAt(photo, 420, 8, 64);
  await describer.dispose();
  expect(one).toHaveLength(1024);
  expect(cosine(one, one)).toBeCloseTo(1, 6);
  expect(cosine(one, same)).toBeGreaterThan(cosine(one, other) + 0.05);
});
