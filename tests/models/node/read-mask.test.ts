import sharp from 'sharp';
import { expect, test } from 'vitest';
import { AppFailure } from '../../../models/failure.ts';
import { readMask } from '../../../models/node/photo-file.ts';
import { jpegWithExif } from './photo-containers.ts';
import { cameraExif, rawPicture, save, temporaryFolder } from './photo-samples.ts';

const file = temporaryFolder();

/** A 32 x 24 picture whose left half and right half have the given samples. */
function halves(left: readonly number[], right: readonly number[]): ReturnType<typeof rawPicture> {
  const values = Uint8Array.from({ length: 32 * 24 * left.length }, (_, i) => {
    const x = Math.floor(i / left.length) % 32;
    return (x < 16 ? left : right)[i % left.length]!;
  });
  return rawPicture(values, 32, 24, left.length as 1 | 2 | 3 | 4);
}

async function sidesOf(bytes: Buffer): Promise<[left: number, right: number]> {
  const { width, height, hole } = await readMask(await save(file('mask'), bytes));
  expect([width, height, hole.length]).toEqual([32, 24, 768]);
  for (let i = 0; i < hole.length; i++) expect(hole[i]).toBe(hole[i % 32 < 16 ? 0 : 31]);
  return [hole[0]!, hole[31]!];
}

test('white is restored, black is kept, grey in between', async () => {
  expect(await sidesOf(await halves([255, 255, 255], [0, 0, 0]).png().toBuffer())).toEqual([1, 0]);
  expect(await sidesOf(await halves([0], [255]).png().toBuffer())).toEqual([0, 1]);
  const [soft, faint] = await sidesOf(await halves([128, 128, 128], [1, 1, 1]).png().toBuffer());
  expect(soft).toBeCloseTo(128 / 255, 6);
  expect(faint).toBeCloseTo(1 / 255, 6);
  const [red, blue] = await sidesOf(await halves([255, 0, 0], [0, 0, 255]).png().toBuffer());
  expect(red).toBeCloseTo(0.299, 5);
  expect(blue).toBeCloseTo(0.114, 5);
});

test('where anything is transparent, opacity alone decides, whatever was painted with', async () => {
  expect(await sidesOf(await halves([200, 0, 0, 255], [255, 255, 255, 0]).png().toBuffer())).toEqual([1, 0]);
  expect(await sidesOf(await halves([0, 0, 0, 51], [0, 0, 0, 255]).png().toBuffer())).toEqual([expect.closeTo(0.2, 6), 1]);
  // An alpha channel that hides nothing is none.
  expect(await sidesOf(await halves([255, 255, 255, 255], [0, 0, 0, 255]).png().toBuffer())).toEqual([1, 0]);
});

test('one bit, 16 bits, palette, TIFF', async () => {
  expect(await sidesOf(await halves([255], [0]).tiff({ compression: 'ccittfax4', bitdepth: 1 }).toBuffer())).toEqual([1, 0]);
  expect(await sidesOf(await halves([255, 255, 255], [0, 0, 0]).png({ palette: true }).toBuffer())).toEqual([1, 0]);
  const deep = Uint16Array.from({ length: 32 * 24 }, (_, i) => (i % 32 < 16 ? 65535 : 16384));
  expect(await sidesOf(await rawPicture(deep, 32, 24, 1).png().toBuffer())).toEqual([1, expect.closeTo(0.25, 4)]);
});

test('the ringing of lossy formats leaves nothing between black and white', async () => {
  const values = new Uint8Array(64 * 64);
  for (let i = 0; i < values.length; i++) values[i] = Math.hypot((i % 64) - 32, Math.floor(i / 64) - 32) < 20 ? 255 : 0;
  const disc = rawPicture(values, 64, 64, 1);
  const jpeg = await disc.clone().jpeg({ quality: 90 }).toBuffer();
  const raw = await sharp(jpeg).raw().toBuffer();
  expect(raw.some((value, i) => value !== values[i] && (value < 16 || value > 239))).toBe(true);
  const { hole } = await readMask(await save(file('disc.jpg'), jpeg));
  const away = Array.from(hole).filter((_, i) => Math.abs(Math.hypot((i % 64) - 32, Math.floor(i / 64) - 32) - 20) > 4);
  expect(away.filter((value) => value > 0 && value < 1)).toEqual([]);
});

test('it is turned upright like the photo', async () => {
  const jpeg = jpegWithExif(await halves([255, 255, 255], [0, 0, 0]).jpeg().toBuffer(), cameraExif(true, 3));
  expect(await sidesOf(jpeg)).toEqual([0, 1]);
});

test('what is no picture is refused by one sentence that says it is the mask', async () => {
  const paths = [file('nowhere.png'), await save(file('empty.png'), Buffer.alloc(0)), await save(file('text.png'), Buffer.from('white'))];
  for (const path of paths) {
    const error: unknown = await readMask(path).catch((reason: unknown) => reason);
    if (!(error instanceof AppFailure)) throw new Error('expected an AppFailure', { cause: error });
    expect(error.code).toBe('mask-unreadable');
    expect(error.message).toMatch(/^The mask cannot be used: [^\n]+\.$/);
    expect(error.message).toContain(path);
  }
});
