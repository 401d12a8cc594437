import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeTrainingPhoto } from '../../../models/node/decode-training-photo.ts';
import { readPhoto, writePhoto } from '../../../models/node/photo-file.ts';
import type { Photo } from '../../../models/photo/photo.ts';
import { save, temporaryFolder } from './photo-samples.ts';

const file = temporaryFolder();
const heic = (name: string): string => join(import.meta.dirname, 'heic', name);

/** The colour in the middle of the 16-pixel square at x, y, each channel 0 .. 255. */
function squareAt({ width, rgb }: Photo, x: number, y: number): number[] {
  const at = 3 * ((y + 8) * width + x + 8);
  return [...rgb.subarray(at, at + 3)].map((value) => Math.round((value + 1) * 127.5));
}

function expectNear(found: readonly number[], wanted: readonly number[]): void {
  for (const [i, value] of wanted.entries()) expect(Math.abs(found[i]! - value), `${found.join()} for ${wanted.join()}`).toBeLessThan(20);
}

describe('HEIC, as phones write it', () => {
  test('comes upright, with its EXIF and its colour profile, and is written as PNG', async () => {
    const photo = await readPhoto(heic('turned.heic'));
    expect(photo).toMatchObject({ bitDepth: 8, format: 'png', grey: false, notes: [], alpha: undefined });
    expect(photo.photo).toMatchObject({ width: 64, height: 96 });
    expectNear(squareAt(photo.photo, 48, 0), [200, 30, 30]);
    expectNear(squareAt(photo.photo, 48, 80), [30, 200, 30]);
    expectNear(squareAt(photo.photo, 0, 0), [30, 30, 200]);
    expectNear(squareAt(photo.photo, 0, 80), [230, 230, 230]);
    expect(photo.metadata.icc?.length).toBeGreaterThan(300);

    const written = file('written.png');
    await writePhoto(written, photo, { overwrite: false });
    const back = await readPhoto(written);
    expect(back.photo).toEqual(photo.photo);
    expect(Buffer.from(back.metadata.exif!).includes('Heirloom')).toBe(true);
  });

  test('keeps its transparency', async () => {
    const { alpha, photo } = await readPhoto(heic('alpha.heic'));
    expect(photo).toMatchObject({ width: 96, height: 64 });
    expect(alpha![0]).toBeLessThan(0.05);
    expect(alpha!.at(-1)).toBeGreaterThan(0.95);
  });

  test('is learned from like any other photo', async () => {
    const photo = await decodeTrainingPhoto(await readFile(heic('turned.heic')), 'turned.heic');
    expect(photo).toMatchObject({ width: 64, height: 96 });
    expectNear([...photo.rgb.subarray(3 * (8 * 64 + 56), 3 * (8 * 64 + 57))], [200, 30, 30]);
  });

  test('cut off or damaged: one sentence, and nothing is printed', async () => {
    const whole = await readFile(heic('turned.heic'));
    const flipped = Buffer.from(whole);
    for (let i = whole.length - 2500; i < whole.length; i += 7) flipped[i]! ^= 0xff;
    for (const bytes of [whole.subarray(0, 3000), whole.subarray(0, 200)]) {
      const refused = readPhoto(await save(file('cut.heic'), bytes));
      await expect(refused).rejects.toMatchObject({ code: 'photo-unreadable', message: expect.stringContaining('copy it again') as string });
    }
    // HEVC repairs what it can: a damaged stream may still be a picture of the right size, but never a crash.
    const outcome = await readPhoto(await save(file('flipped.heic'), flipped)).catch((error: unknown) => error);
    expect(outcome).toSatisfy((one: { code?: string; photo?: Photo }) => one.code === 'photo-unreadable' || one.photo?.width === 64);
  });
});
