import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { pack } from 'tar-stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { AppFailure } from '../../../models/failure.ts';
import { openTrainingSet } from '../../../models/node/training-photos.ts';
import { jpegWithExif } from './photo-containers.ts';
import { cameraExif, gradientPicture, save, temporaryFolder } from './photo-samples.ts';

const file = temporaryFolder();

/** A picture of one colour, which tells which one it is. */
async function plain(level: number, format: 'png' | 'jpeg' | 'webp' = 'png'): Promise<Buffer> {
  return sharp({ create: { width: 24, height: 20, channels: 3, background: { r: level, g: 0, b: 0 } } })
    .toFormat(format, { lossless: true })
    .toBuffer();
}

async function writeTar(path: string, entries: readonly (readonly [name: string, bytes: Buffer])[]): Promise<void> {
  const archive = pack();
  const written = archive.pipe(createWriteStream(path));
  for (const [name, bytes] of entries) archive.entry({ name }, bytes);
  archive.finalize();
  await finished(written);
}

async function failureOf(work: Promise<unknown>): Promise<AppFailure> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppFailure)) throw new Error('expected an AppFailure', { cause: error });
  expect(error.code).toBe('training-data');
  return error;
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => `${String(i).padStart(3, '0')}.png`);

beforeAll(async () => {
  const entries = await Promise.all(numbered(20).map(async (name, i) => [name, await plain(i * 10)] as const));
  await mkdir(file('folder/inner'), { recursive: true });
  for (const [name, bytes] of entries) await writeFile(file(`folder/${Number(name.slice(0, 3)) % 2 === 0 ? 'inner/' : ''}${name}`), bytes);
  await writeFile(file('folder/notes.txt'), 'not a photo');
  await writeFile(file('folder/.hidden.png'), await plain(1));
  const shuffled = [...entries.slice(10), ...entries.slice(0, 10)].map(([name, bytes]) => [`./faces/${name}`, bytes] as const);
  await writeTar(file('faces.tar'), [...shuffled, ['./README.md', Buffer.from('words')], ['./faces/._000.png', Buffer.from('label')]]);
  await writeFile(file('faces.tar.gz'), gzipSync(await readFile(file('faces.tar'))));
});

describe('sources', () => {
  test('a folder, all the way down, sorted', async () => {
    const set = await openTrainingSet(file('folder'));
    expect(set.names).toHaveLength(20);
    expect(set.names).toEqual([...set.names].sort());
    expect(set.names[0]).toBe('folder/001.png');
    expect(set.names[10]).toBe('folder/inner/000.png');
    const { width, height, rgb } = await set.load(10 + 3);
    expect([width, height, rgb.length, rgb[0], rgb[1], rgb.at(-3)]).toEqual([24, 20, 24 * 20 * 3, 60, 0, 60]);
    expect(set.notes()).toEqual([]);
  });

  test('a tar in any order, also gzipped, gives the same', async () => {
    for (const name of ['faces.tar', 'faces.tar.gz']) {
      const set = await openTrainingSet(file(name));
      expect(set.names).toEqual(numbered(20).map((photo) => `${name}/faces/${photo}`));
      for (const index of [0, 7, 19]) expect((await set.load(index)).rgb[0]).toBe(index * 10);
    }
  });

  test('several, in whatever order they are named', async () => {
    const [a, b] = [file('folder'), file('faces.tar')];
    const set = await openTrainingSet(`${a}, ${b},${a}`);
    expect(set.names).toHaveLength(40);
    expect((await openTrainingSet(`${b},${a}`)).names).toEqual(set.names);
    expect((await set.load(5)).rgb[0]).toBe(50);
  });

  test('a folder with a comma in its name', async () => {
    await mkdir(file('mum, dad'));
    for (const name of numbered(16)) await writeFile(file(`mum, dad/${name}`), await plain(9));
    expect((await openTrainingSet(file('mum, dad'))).names).toHaveLength(16);
  });
});

describe('pictures', () => {
  test('whatever they are stored as, they come as upright 8-bit RGB', async () => {
    const kinds: Record<string, Buffer> = {
      'a-turned.jpg': jpegWithExif(await gradientPicture(48, 32).jpeg().toBuffer(), cameraExif(true, 6)),
      'b-grey.png': await gradientPicture(48, 32).toColourspace('b-w').png().toBuffer(),
      'c-deep.tif': await gradientPicture(48, 32).toColourspace('rgb16').tiff({ compression: 'lzw' }).toBuffer(),
      'd-cmyk.jpg': await gradientPicture(48, 32).toColourspace('cmyk').jpeg().toBuffer(),
      'e-clear.png': await sharp({ create: { width: 48, height: 32, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } } }).png().toBuffer(),
      'f-p3.webp': await gradientPicture(48, 32).withIccProfile('p3').webp().toBuffer(),
      'g-grey-alpha.png': await gradientPicture(48, 32).toColourspace('b-w').ensureAlpha().png().toBuffer(),
      'h-deep-grey.png': await gradientPicture(48, 32).toColourspace('grey16').png().toBuffer(),
      'i-palette.gif': await gradientPicture(48, 32).gif().toBuffer(),
    };
    await mkdir(file('kinds'));
    for (const [name, bytes] of Object.entries(kinds)) await writeFile(file(`kinds/${name}`), bytes);
    for (let i = 0; i < 16; i++) await writeFile(file(`kinds/z-${i}.webp`), await plain(7, 'webp'));
    const set = await openTrainingSet(file('kinds'));
    for (let index = 0; index < Object.keys(kinds).length; index++) {
      const { width, height, rgb } = await set.load(index);
      expect([width, height]).toEqual(index === 0 ? [32, 48] : [48, 32]);
      expect(rgb).toHaveLength(48 * 32 * 3);
    }
    // Transparent comes as white.
    expect(new Set((await set.load(4)).rgb)).toEqual(new Set([255]));
    const grey = (await set.load(1)).rgb;
    expect(grey[30]).toBe(grey[31]);
    expect(set.notes()).toEqual([]);
  });
});

describe('bad photos among good ones', () => {
  test('are skipped for the next one, counted, and named', async () => {
    await mkdir(file('mixed'));
    const names = numbered(20);
    for (const [i, name] of names.entries()) {
      const whole = await plain(i * 10);
      const bytes = i === 4 ? whole.subarray(0, 60) : i === 5 ? Buffer.from('words') : i === 19 ? Buffer.alloc(0) : whole;
      await save(file(`mixed/${name}`), bytes);
    }
    const set = await openTrainingSet(file('mixed'));
    expect(set.names).toHaveLength(20);
    expect((await set.load(4)).rgb[0]).toBe(60);
    expect((await set.load(4)).rgb[0]).toBe(60);
    expect((await set.load(5)).rgb[0]).toBe(60);
    expect((await set.load(19)).rgb[0]).toBe(0);
    const notes = set.notes();
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('3 of 20 photos could not be read');
    expect(notes[0]).toContain('mixed/004.png');
  });

  test('nothing but bad ones', async () => {
    await mkdir(file('rubbish'));
    for (const name of numbered(16)) await writeFile(file(`rubbish/${name}`), 'words');
    const set = await openTrainingSet(file('rubbish'));
    expect((await failureOf(set.load(3))).message).toContain('None of the 16 photos');
    await expect(set.load(99)).rejects.toThrow(RangeError);
  });
});

describe('nothing to learn from', () => {
  test('a folder that is not there, empty, or too small says how many are needed', async () => {
    expect((await failureOf(openTrainingSet(file('nowhere')))).message).toContain(file('nowhere'));
    expect((await failureOf(openTrainingSet(`${file('folder')},${file('nowhere')}`))).message).toContain(file('nowhere'));
    await mkdir(dirname(file('few/x')), { recursive: true });
    expect((await failureOf(openTrainingSet(file('few')))).message).toMatch(/no photos.*at least 16/);
    await writeFile(file('few/a.png'), await plain(1));
    expect((await failureOf(openTrainingSet(file('few')))).message).toMatch(/only one photo.*at least 16/);
    await failureOf(openTrainingSet(''));
    await failureOf(openTrainingSet(' , '));
  });

  test('a tar that is none, cut off, or empty', async () => {
    await save(file('text.tar'), Buffer.from('these are words. '.repeat(200)));
    const whole = await readFile(file('faces.tar'));
    await save(file('cut.tar'), whole.subarray(0, 5000));
    await save(file('empty.tar'), Buffer.alloc(0));
    await save(file('cut.tar.gz'), gzipSync(whole).subarray(0, 300));
    for (const name of ['text.tar', 'cut.tar', 'empty.tar', 'cut.tar.gz']) await failureOf(openTrainingSet(file(name)));
  });
});
