import { readFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { readPhoto, writePhoto } from '../../../models/node/photo-file.ts';
import type { PhotoFile } from '../../../models/node/photo-file.ts';
import { jpegWithExif } from './photo-containers.ts';
import { cameraExif, gradientPicture, greyProfile, randomSamples, rawPicture, samplesIn } from './photo-samples.ts';
import { save, temporaryFolder, tiffBlock } from './photo-samples.ts';
import type { Entry } from './photo-samples.ts';

const file = temporaryFolder();

/** The photo's values as the samples they came from. */
function samplesOf({ photo, bitDepth }: PhotoFile): number[] {
  return Array.from(photo.rgb, (value) => Math.round((value + 1) * (bitDepth === 16 ? 32767.5 : 127.5) * 100) / 100);
}

describe('lossless formats come back to the bit', () => {
  const layouts = [
    { name: 'RGB', channels: 3 },
    { name: 'RGB with alpha', channels: 4 },
    { name: 'grey', channels: 1 },
    { name: 'grey with alpha', channels: 2 },
  ] as const;
  for (const bits of [8, 16] as const) {
    for (const { name, channels } of layouts) {
      for (const [from, to] of [['png', 'tiff'], ['tiff', 'png']] as const) {
        test(`${bits}-bit ${name}, ${from} to ${to}`, async () => {
          const values = randomSamples(7 * bits + channels, 61 * 43 * channels, bits);
          const picture = rawPicture(values, 61, 43, channels);
          const source = await save(file(`${bits}-${channels}.${from}`), await (from === 'tiff' ? picture.tiff({ compression: 'lzw' }) : picture.png()).toBuffer());
          const photo = await readPhoto(source);
          expect(photo).toMatchObject({ bitDepth: bits, format: from, grey: channels < 3, notes: [] });
          expect(photo.photo).toMatchObject({ width: 61, height: 43 });
          expect(photo.alpha?.length).toBe(channels % 2 === 0 ? 61 * 43 : undefined);

          const written = file(`${bits}-${channels}-written.${to}`);
          expect(await writePhoto(written, photo, { overwrite: true })).toEqual([]);
          const depth = bits === 16 ? 'ushort' : 'uchar';
          const [before, after] = [await samplesIn(source, depth), await samplesIn(written, depth)];
          expect(after.channels).toBe(before.channels);
          expect(Buffer.compare(new Uint8Array(after.values.buffer), new Uint8Array(before.values.buffer))).toBe(0);
          expect(after.values.length / after.channels).toBe(61 * 43);
          expect((await sharp(written).metadata()).channels).toBe(channels);
        });
      }
    }
  }

  test('a wide-gamut profile travels along and converts nothing', async () => {
    const values = randomSamples(3, 32 * 32 * 3, 8);
    const tagged = await rawPicture(values, 32, 32, 3).png().toBuffer();
    const p3 = await sharp(tagged).withIccProfile('p3').png().toBuffer();
    const photo = await readPhoto(await save(file('p3.png'), p3));
    await writePhoto(file('p3-written.tif'), photo);
    const [before, after] = [await samplesIn(file('p3.png'), 'uchar'), await samplesIn(file('p3-written.tif'), 'uchar')];
    expect(after.values).toEqual(before.values);
    const [was, is] = [await sharp(p3).metadata(), await sharp(file('p3-written.tif')).metadata()];
    expect(was.icc).toBeDefined();
    expect(is.icc).toEqual(was.icc);
  });

  test('lossless WebP and AVIF are asked for by a quality of 100', async () => {
    const values = randomSamples(4, 40 * 24 * 4, 8);
    const photo = await readPhoto(await save(file('lossless.png'), await rawPicture(values, 40, 24, 4).png().toBuffer()));
    for (const ending of ['webp', 'avif']) {
      await writePhoto(file(`lossless.${ending}`), photo, { quality: 100 });
      expect((await samplesIn(file(`lossless.${ending}`), 'uchar')).values).toEqual(values);
    }
  });
});

describe('what a photo can be stored as', () => {
  test('a sample is v / 127.5 - 1, or v / 32767.5 - 1', async () => {
    const eight = Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => i % 256);
    const sixteen = Uint16Array.from({ length: 16 * 16 * 3 }, (_, i) => (i * 8191) % 65536);
    const a = await readPhoto(await save(file('levels.png'), await rawPicture(eight, 16, 16, 3).png().toBuffer()));
    const b = await readPhoto(await save(file('levels16.png'), await rawPicture(sixteen, 16, 16, 3).png().toBuffer()));
    a.photo.rgb.forEach((value, i) => expect(value).toBe(Math.fround(eight[i]! / 127.5 - 1)));
    b.photo.rgb.forEach((value, i) => expect(value).toBe(Math.fround(sixteen[i]! / 32767.5 - 1)));
  });

  test('JPEG, WebP and AVIF of a smooth picture, 8 bits, within a few levels', async () => {
    const exact = samplesOf(await readPhoto(await save(file('smooth.png'), await gradientPicture(96, 64).png().toBuffer())));
    for (const ending of ['jpg', 'webp', 'avif'] as const) {
      const format = ending === 'jpg' ? 'jpeg' : ending;
      const bytes = await gradientPicture(96, 64).toFormat(format, { quality: 98, chromaSubsampling: '4:4:4' }).toBuffer();
      const photo = await readPhoto(await save(file(`smooth.${ending}`), bytes));
      expect(photo).toMatchObject({ format, bitDepth: 8, grey: false, alpha: undefined });
      const errors = samplesOf(photo).map((value, i) => Math.abs(value - exact[i]!));
      expect(errors.reduce((sum, error) => sum + error) / errors.length).toBeLessThan(2);
    }
  });

  test('palette, 1-bit, and grey JPEG', async () => {
    const palette = await readPhoto(await save(file('palette.png'), await gradientPicture(64, 48).png({ palette: true, colours: 16 }).toBuffer()));
    expect(palette).toMatchObject({ bitDepth: 8, grey: false });
    expect(new Set(samplesOf(palette).map(Math.round)).size).toBeGreaterThan(3);

    const ink = Uint8Array.from({ length: 64 * 48 }, (_, i) => ((i >> 3) % 2) * 255);
    const bit = await rawPicture(ink, 64, 48, 1).tiff({ bitdepth: 1, compression: 'ccittfax4' }).toBuffer();
    const scan = await readPhoto(await save(file('bit.tif'), bit));
    expect(scan.grey).toBe(true);
    expect(samplesOf(scan)).toEqual(Array.from(ink, (value) => [value, value, value]).flat());

    const grey = await readPhoto(await save(file('grey.jpg'), await gradientPicture(64, 48).toColourspace('b-w').jpeg().toBuffer()));
    expect(grey).toMatchObject({ bitDepth: 8, grey: true });
  });

  test('CMYK and Lab become sRGB, and say so', async () => {
    const brown = sharp({ create: { width: 32, height: 24, channels: 3, background: { r: 150, g: 110, b: 90 } } });
    const cmyk = await readPhoto(await save(file('cmyk.jpg'), await brown.clone().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer()));
    const lab16 = await readPhoto(await save(file('lab16.tif'), await brown.clone().toColourspace('labs').tiff({ compression: 'none' }).toBuffer()));
    const lab8 = await readPhoto(await save(file('lab8.tif'), labTiff([125, 13, 18], 32, 24)));
    for (const [photo, word] of [[cmyk, 'CMYK'], [lab16, 'Lab'], [lab8, 'Lab']] as const) {
      expect(photo.notes).toEqual([`Its ${word} colours were converted to sRGB.`]);
      expect(photo.metadata.icc).toBeUndefined();
      const [r, g, b] = samplesOf(photo).map((value) => (photo.bitDepth === 16 ? value / 257 : value));
      expect(Math.abs(r! - 150)).toBeLessThan(12);
      expect(Math.abs(g! - 110)).toBeLessThan(12);
      expect(Math.abs(b! - 90)).toBeLessThan(12);
    }
  });

  test('of a GIF, an animated WebP and a TIFF of several pages the first, with a note', async () => {
    const frames = [0, 1, 2].map((i) => Buffer.alloc(24 * 20 * 3, 40 + 60 * i));
    const strip = sharp(Buffer.concat(frames), { raw: { width: 24, height: 60, channels: 3, pageHeight: 20 } });
    for (const ending of ['gif', 'webp'] as const) {
      const animation = await strip.clone().toFormat(ending, { lossless: true, delay: [50, 50, 50] }).toBuffer();
      const photo = await readPhoto(await save(file(`animated.${ending}`), animation));
      expect(photo.photo).toMatchObject({ width: 24, height: 20 });
      expect(photo.format).toBe(ending === 'gif' ? 'png' : 'webp');
      expect(photo.notes).toEqual(['Only the first frame of the animation was read.']);
      expect(samplesOf(photo).every((value) => Math.abs(value - 40) < 2)).toBe(true);
    }
    const pages = await readPhoto(await save(file('pages.tif'), twoPages()));
    expect(pages.notes).toEqual(['Only the first of its 2 pages was read.']);
    expect(samplesOf(pages).every((value) => Math.round(value) === 77)).toBe(true);
  });

  test('the white of an AVIF of 10 bits is white', async () => {
    const photo = await readPhoto(await save(file('ten.avif'), Buffer.from(whiteAvif, 'base64')));
    expect(photo).toMatchObject({ bitDepth: 16, format: 'avif' });
    expect(new Set(photo.photo.rgb)).toEqual(new Set([1]));
  });

  test('16 x 16 is large enough', async () => {
    const photo = await readPhoto(await save(file('small.png'), await gradientPicture(16, 16).png().toBuffer()));
    expect(photo.photo.rgb).toHaveLength(16 * 16 * 3);
  });
});

/** 16 x 16, white, 10 bits, by avifenc 0.11: sharp's own encoder writes 8 bits only. */
const whiteAvif =
  'AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUEAAADybWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAGxpYmF2aWYAAAAADnBp' +
  'dG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABGgAAABkAAAAoaWluZgAAAAAAAQAAABppbmZlAgAAAAABAABhdjAxQ29sb3IAAAAAamlwcnAAAABL' +
  'aXBjbwAAABRpc3BlAAAAAAAAABAAAAAQAAAAEHBpeGkAAAAAAwoKCgAAAAxhdjFDgSBAAAAAABNjb2xybmNseAABAA0ABoAAAAAXaXBtYQAAAAAAAAABAAEE' +
  'AQKDBAAAACFtZGF0EgAKCDgM/9jAQ0GkMgsQAAAAFLeHzdgO4A==';

describe('orientation', () => {
  const upright = { width: 48, height: 32 };
  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    test(`${orientation} is applied, and gone from what is written`, async () => {
      const picture = await gradientPicture(upright.width, upright.height).png().toBuffer();
      const stored = await storedAs(picture, orientation);
      const plain = await sharp(stored).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
      const jpeg = jpegWithExif(plain, cameraExif(orientation % 2 === 0, orientation));
      const photo = await readPhoto(await save(file(`turned-${orientation}.jpg`), jpeg));
      expect(photo.photo).toMatchObject(upright);
      const expected = samplesOf(await readPhoto(await save(file('upright.png'), picture)));
      const errors = samplesOf(photo).map((value, i) => Math.abs(value - expected[i]!));
      expect(errors.reduce((sum, error) => sum + error) / errors.length).toBeLessThan(2);

      for (const ending of ['jpg', 'png', 'webp', 'tif', 'avif']) {
        const written = file(`turned-${orientation}-written.${ending}`);
        await writePhoto(written, photo);
        const found = await sharp(written).metadata();
        expect(found.orientation ?? 1).toBe(1);
        expect(found).toMatchObject(upright);
      }
    });
  }
});

/** A picture turned the opposite way, so that a reader who obeys `orientation` sees it upright. */
async function storedAs(picture: Buffer, orientation: number): Promise<Buffer> {
  const angle = [0, 0, 180, 180, 270, 270, 90, 90][orientation - 1]!;
  const mirrored = [2, 4, 5, 7].includes(orientation);
  // Exif mirrors first when it stores, so the mirror comes first here as well.
  const start = mirrored ? await sharp(picture).flop().png().toBuffer() : picture;
  return sharp(start).rotate(angle).png().toBuffer();
}

/** An 8-bit CIELAB TIFF of one colour; a and b are signed bytes. */
function labTiff(lab: readonly number[], width: number, height: number): Buffer {
  const pixels = Buffer.from(Array.from({ length: width * height }, () => lab).flat());
  return onePageTiff(width, height, 8, pixels);
}

function onePageTiff(width: number, height: number, photometric: number, pixels: Buffer): Buffer {
  const head = tiffBlock(true, 200, [[8, entriesOf(width, height, photometric, 200, pixels.length, 180), 0]]);
  [8, 8, 8].forEach((bits, i) => head.writeUInt16LE(bits, 180 + 2 * i));
  return Buffer.concat([head, pixels]);
}

function twoPages(): Buffer {
  const [a, b] = [Buffer.alloc(20 * 16 * 3, 77), Buffer.alloc(20 * 16 * 3, 200)];
  const head = tiffBlock(true, 400, [
    [8, entriesOf(20, 16, 2, 400, a.length, 380), 200],
    [200, entriesOf(20, 16, 2, 400 + a.length, b.length, 380), 0],
  ]);
  [8, 8, 8].forEach((bits, i) => head.writeUInt16LE(bits, 380 + 2 * i));
  return Buffer.concat([head, a, b]);
}

function entriesOf(width: number, height: number, photometric: number, pixelsAt: number, length: number, bitsAt: number): Entry[] {
  return [
    [256, 3, 1, width],
    [257, 3, 1, height],
    [258, 3, 3, bitsAt],
    [259, 3, 1, 1],
    [262, 3, 1, photometric],
    [273, 4, 1, pixelsAt],
    [277, 3, 1, 3],
    [278, 3, 1, height],
    [279, 4, 1, length],
    [284, 3, 1, 1],
  ];
}

test('a grey scan saved in colour leaves its grey profile behind and keeps its look', async () => {
  const ramp = Uint8Array.from({ length: 256 * 16 }, (_, i) => i % 256);
  // sharp takes a profile only from a file, and converts when it does; so the profile is put in by the writer under test.
  const plain = await readPhoto(await save(file('ramp.png'), await rawPicture(ramp, 256, 16, 1).png().toBuffer()));
  const profiled = { ...plain, metadata: { icc: greyProfile(1.8) } };
  await writePhoto(file('ramp-dark.tif'), profiled);
  const scan = await readPhoto(file('ramp-dark.tif'));
  expect(scan.grey).toBe(true);
  expect(scan.metadata.icc).toEqual(greyProfile(1.8));
  expect(samplesOf(scan).filter((_, i) => i % 3 === 0)).toEqual(Array.from(ramp));

  const coloured: PhotoFile = { ...scan, photo: { ...scan.photo, rgb: scan.photo.rgb.map((value, i) => (i === 0 ? value + 0.5 : value)) } };
  await writePhoto(file('ramp-coloured.png'), coloured);
  const found = await sharp(file('ramp-coloured.png')).metadata();
  expect(found).toMatchObject({ channels: 3, hasProfile: false });
  const { values } = await samplesIn(file('ramp-coloured.png'), 'uchar');
  for (let v = 1; v < 256; v++) {
    // Light of the profile's gamma to sRGB (IEC 61966-2-1).
    const light = (v / 255) ** 1.8;
    const expected = 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
    expect(Math.abs(values[3 * v]! - expected)).toBeLessThan(1.6);
  }
});

test('writing what was just read gives the same file twice', async () => {
  await writeFile(file('again.png'), await gradientPicture(40, 30).png().toBuffer());
  const photo = await readPhoto(file('again.png'));
  for (const ending of ['png', 'jpg', 'tif', 'webp']) {
    await writePhoto(file(`again-1.${ending}`), photo);
    await writePhoto(file(`again-2.${ending}`), photo);
    expect(Buffer.compare(await readFile(file(`again-1.${ending}`)), await readFile(file(`again-2.${ending}`)))).toBe(0);
  }
});
