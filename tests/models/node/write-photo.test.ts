import { link, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { AppFailure } from '../../../models/failure.ts';
import { readPhoto, writePhoto } from '../../../models/node/photo-file.ts';
import type { PhotoFile } from '../../../models/node/photo-file.ts';
import { createPhoto } from '../../../models/photo/photo.ts';
import { gradientPicture, save, temporaryFolder } from './photo-samples.ts';

const file = temporaryFolder();

const plain = (rgb: number[], more: Partial<PhotoFile> = {}): PhotoFile => ({
  photo: createPhoto(16, 16, Float32Array.from({ length: 768 }, (_, i) => rgb[i % 3]!)),
  alpha: undefined,
  bitDepth: 8,
  format: 'png',
  grey: false,
  metadata: {},
  notes: [],
  ...more,
});

async function failureOf(work: Promise<unknown>): Promise<AppFailure> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppFailure)) throw new Error('expected an AppFailure', { cause: error });
  return error;
}

describe('values', () => {
  test('are rounded to the nearest sample and clamped; what is no number is black', async () => {
    const values = [-1, -7, 9, Number.NaN, 1, 0, 10.4 / 127.5 - 1, 10.6 / 127.5 - 1, 254.6 / 127.5 - 1];
    const photo = plain([0, 0, 0]);
    photo.photo.rgb.set(values);
    await writePhoto(file('rounded.png'), photo);
    const samples = await sharp(file('rounded.png')).raw().toBuffer();
    expect([...samples.subarray(0, 9)]).toEqual([0, 0, 255, 0, 255, 128, 10, 11, 255]);
  });

  test('16 bits likewise', async () => {
    const photo = plain([0, 0, 0], { bitDepth: 16 });
    photo.photo.rgb.set([-1, 1, 12345.4 / 32767.5 - 1, 12345.6 / 32767.5 - 1]);
    for (const ending of ['png', 'tif']) {
      await writePhoto(file(`deep.${ending}`), photo);
      const samples = await sharp(file(`deep.${ending}`)).toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer();
      expect([...new Uint16Array(Uint8Array.from(samples).buffer, 0, 4)]).toEqual([0, 65535, 12345, 12346]);
    }
  });

  test('a grey photo stays one channel until it has colour', async () => {
    await writePhoto(file('grey.png'), plain([0.2, 0.2, 0.2], { grey: true }));
    expect((await sharp(file('grey.png')).metadata()).channels).toBe(1);
    await writePhoto(file('coloured.png'), plain([0.2, 0.2, 0.3], { grey: true }));
    expect((await sharp(file('coloured.png')).metadata()).channels).toBe(3);
    await writePhoto(file('rgb.png'), plain([0.2, 0.2, 0.2]));
    expect((await sharp(file('rgb.png')).metadata()).channels).toBe(3);
  });

  test('quality is obeyed', async () => {
    const photo = await readPhoto(await save(file('busy.png'), await gradientPicture(200, 200).png().toBuffer()));
    for (const ending of ['jpg', 'webp', 'avif']) {
      await writePhoto(file(`low.${ending}`), photo, { quality: 10 });
      await writePhoto(file(`high.${ending}`), photo, { quality: 95 });
      expect((await stat(file(`low.${ending}`))).size).toBeLessThan((await stat(file(`high.${ending}`))).size);
    }
    for (const quality of [0, 101, 50.5, Number.NaN]) {
      expect((await failureOf(writePhoto(file('q.jpg'), photo, { quality }))).code).toBe('option-invalid');
    }
  });
});

describe('names', () => {
  test('an ending that Heirloom does not write is refused with those it does', async () => {
    for (const name of ['a.gif', 'a.heic', 'a.bmp', 'a', 'a.jpg.txt', '.png']) {
      const failure = await failureOf(writePhoto(file(name), plain([0, 0, 0])));
      expect(failure.code).toBe('photo-unsupported');
      for (const ending of ['.png', '.jpg', '.webp', '.tif', '.avif']) expect(failure.message).toContain(ending);
    }
  });

  test('endings in capitals, .jpeg, .tiff', async () => {
    for (const [name, format] of [['A.JPG', 'jpeg'], ['b.jpeg', 'jpeg'], ['c.TIFF', 'tiff'], ['d.Png', 'png']] as const) {
      await writePhoto(file(name), plain([0, 0, 0]));
      expect((await sharp(file(name)).metadata()).format).toBe(format);
    }
  });

  test('brackets, percent signs and letters of the world', async () => {
    for (const name of ['scan[1].png', 'a[page=2].tif', '100%.jpg', 'Großmutter 日本 🙂.webp']) {
      await writePhoto(file(name), plain([0, 0, 0]));
      expect((await readPhoto(file(name))).photo.width).toBe(16);
    }
  });
});

describe('files that are there', () => {
  test('are not replaced, unless told so', async () => {
    await writeFile(file('there.png'), 'precious');
    const failure = await failureOf(writePhoto(file('there.png'), plain([0, 0, 0])));
    expect(failure.code).toBe('output-exists');
    expect(await readFile(file('there.png'), 'utf8')).toBe('precious');
    await writePhoto(file('there.png'), plain([0, 0, 0]), { overwrite: true });
    expect((await readPhoto(file('there.png'))).photo.width).toBe(16);
  });

  test('the source never is, under no name it has', async () => {
    const source = await save(file('source.png'), await gradientPicture(32, 32).png().toBuffer());
    const before = await readFile(source);
    await link(source, file('hard-link.png'));
    await symlink(source, file('soft-link.png'));
    await mkdir(file('inner'));
    const photo = await readPhoto(source);
    for (const name of ['source.png', 'hard-link.png', 'soft-link.png', join('inner', '..', 'source.png')]) {
      const failure = await failureOf(writePhoto(file(name), photo, { overwrite: true, source }));
      expect(failure.code).toBe('output-exists');
      expect(failure.message).toContain('the photo itself');
    }
    expect(await readFile(source)).toEqual(before);
  });

  test('a folder that is not there, or in the way, is told and nothing is left behind', async () => {
    await mkdir(file('folder.png'));
    expect((await failureOf(writePhoto(file('folder.png'), plain([0, 0, 0]), { overwrite: true }))).code).toBe('output-unwritable');
    expect((await failureOf(writePhoto(file(join('nowhere', 'a.png')), plain([0, 0, 0])))).code).toBe('output-unwritable');
    expect((await readdir(file('.'))).filter((name) => name.includes('.tmp'))).toEqual([]);
  });
});
