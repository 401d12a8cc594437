import { chmod, mkdir } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { AppFailure } from '../../../models/failure.ts';
import type { FailureCode } from '../../../models/failure.ts';
import { readPhoto } from '../../../models/node/photo-file.ts';
import { blackPng } from './photo-containers.ts';
import { cameraExif, gradientPicture, randomSamples, rawPicture, save, temporaryFolder, tiffBlock } from './photo-samples.ts';
import type { Entry } from './photo-samples.ts';

const file = temporaryFolder();

/** The one sentence a person sees. */
async function refusal(path: string, code: FailureCode): Promise<string> {
  const error: unknown = await readPhoto(path).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppFailure)) throw new Error(`expected an AppFailure for ${path}`, { cause: error });
  expect(error.code).toBe(code);
  expect(error.message).toContain(path);
  expect(error.message).toMatch(/^[^\n]+: [^\n]+\.$/);
  return error.message;
}

describe('not a file', () => {
  test('missing', async () => {
    await refusal(file('nowhere.jpg'), 'photo-missing');
    await refusal(file('nowhere/inside.jpg'), 'photo-missing');
    await refusal(file(`${'long'.repeat(200)}.jpg`), 'photo-missing');
    await refusal('zero\0byte.jpg', 'photo-missing');
  });

  test('a folder', async () => {
    await mkdir(file('folder.jpg'));
    expect(await refusal(file('folder.jpg'), 'photo-unreadable')).toContain('is a folder');
  });

  test('no permission', async () => {
    await save(file('secret.jpg'), await gradientPicture(32, 32).jpeg().toBuffer());
    await chmod(file('secret.jpg'), 0);
    // A superuser reads it all the same.
    if (process.getuid?.() === 0) expect((await readPhoto(file('secret.jpg'))).photo.width).toBe(32);
    else await refusal(file('secret.jpg'), 'photo-unreadable');
  });
});

describe('not a photo', () => {
  test('zero bytes', async () => {
    expect(await refusal(await save(file('empty.jpg'), Buffer.alloc(0)), 'photo-unreadable')).toContain('empty');
  });

  test('text renamed .png', async () => {
    expect(await refusal(await save(file('text.png'), Buffer.from('Dear Aunt Ada,\n')), 'photo-unreadable')).toContain('does not hold a picture');
  });

  test('one byte, random bytes, a signature and nothing behind it', async () => {
    await refusal(await save(file('one.png'), Buffer.from([0x89])), 'photo-unreadable');
    await refusal(await save(file('noise.jpg'), Buffer.from(randomSamples(1, 5000, 8))), 'photo-unreadable');
    for (const start of ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'RIFF\x10\0\0\0WEBPVP8 ', 'II*\0\x08\0\0\0', 'GIF89a', '\0\0\0\x1cftypavif\0\0\0\0', '\0\0\0\x18ftypheic\0\0\0\0mif1heic']) {
      await refusal(await save(file('start.bin'), Buffer.from(start, 'latin1')), 'photo-unreadable');
    }
  });
});

describe('a photo of a kind Heirloom does not read', () => {
  const starts: Record<string, string> = {
    'BMP picture': 'BM\x36\x10\0\0\0\0\0\0\x36\0\0\0',
    'camera raw file': 'II*\0\x10\0\0\0CR\x02\0',
    'Photoshop document': '8BPS\0\x01',
    'JPEG XL picture': '\0\0\0\x0cJXL \r\n\x87\n',
    'JPEG 2000 picture': '\0\0\0\x0cjP  \r\n\x87\n',
    'PDF document': '%PDF-1.7',
    'SVG drawing': '<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg"/>',
    'video or other media file': '\0\0\0\x18ftypisom\0\0\0\0isommp42',
  };
  for (const [what, start] of Object.entries(starts)) {
    test(what, async () => {
      const bytes = Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(200)]);
      expect(await refusal(await save(file('other.jpg'), bytes), 'photo-unsupported')).toContain(what);
    });
  }

  test('a DNG, whose first picture is only its preview', async () => {
    const preview: Entry[] = [[254, 4, 1, 1], [256, 3, 1, 160], [257, 3, 1, 120], [330, 4, 1, 200]];
    const dng = tiffBlock(true, 300, [[8, preview, 0]]);
    expect(await refusal(await save(file('raw.dng'), dng), 'photo-unsupported')).toContain('camera raw file');
  });

  test('a TIFF of 32-bit floats', async () => {
    const floats = await sharp(Buffer.alloc(32 * 32 * 3, 9), { raw: { width: 32, height: 32, channels: 3 } })
      .tiff({ predictor: 'float', compression: 'deflate' })
      .toBuffer();
    expect(await refusal(await save(file('float.tif'), floats), 'photo-unsupported')).toContain('8 or 16 bits');
  });
});

describe('size', () => {
  test('1 x 1, 15 x 400', async () => {
    for (const [width, height] of [[1, 1], [15, 400], [400, 15]] as const) {
      const path = await save(file('tiny.png'), await gradientPicture(width, height).png().toBuffer());
      expect(await refusal(path, 'photo-too-small')).toContain(`${width} x ${height} pixels`);
    }
  });

  test('60 megapixels are taken', async () => {
    const path = await save(file('large.png'), blackPng(10_000, 6_000, true));
    const { photo } = await readPhoto(path);
    expect([photo.width, photo.height, photo.rgb[0], photo.rgb.at(-1)]).toEqual([10_000, 6_000, -1, -1]);
    expect(await refusal(await save(file('larger.png'), blackPng(10_000, 6_001, true)), 'photo-too-large')).toContain('60 megapixels');
  });

  test('30000 x 30000 is refused by its header, before anything is decoded', async () => {
    const strips: Entry[] = [
      [256, 4, 1, 30_000],
      [257, 4, 1, 30_000],
      [258, 3, 1, 8],
      [259, 3, 1, 1],
      [262, 3, 1, 1],
      [273, 4, 1, 300],
      [277, 3, 1, 1],
      [278, 4, 1, 30_000],
      [279, 4, 1, 900_000_000],
    ];
    const paths = [
      await save(file('huge.png'), blackPng(30_000, 30_000, true)),
      await save(file('huge-header.png'), blackPng(30_000, 30_000, false)),
      await save(file('huge.tif'), tiffBlock(true, 400, [[8, strips, 0]])),
    ];
    const started = performance.now();
    for (const path of paths) expect(await refusal(path, 'photo-too-large')).toContain('30000 x 30000');
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('damaged', () => {
  for (const format of ['jpeg', 'png', 'webp', 'tiff', 'avif', 'gif'] as const) {
    test(`${format} cut off at any tenth`, async () => {
      const values = randomSamples(5, 64 * 48 * 3, 8);
      const whole = await rawPicture(values, 64, 48, 3).toFormat(format, format === 'tiff' ? { compression: 'lzw' } : {}).toBuffer();
      for (let tenth = 1; tenth < 10; tenth++) {
        await refusal(await save(file(`cut.${format}`), whole.subarray(0, Math.floor((whole.length * tenth) / 10))), 'photo-unreadable');
      }
    });
  }

  test('a JPEG that lacks only its last bytes', async () => {
    const whole = await gradientPicture(320, 240).jpeg().toBuffer();
    await refusal(await save(file('almost.jpg'), whole.subarray(0, whole.length - 40)), 'photo-unreadable');
  });

  test('a PNG whose pixels were hit', async () => {
    const png = await rawPicture(randomSamples(6, 64 * 64 * 3, 8), 64, 64, 3).png().toBuffer();
    png[png.indexOf('IDAT') + 2000]! ^= 0x55;
    await refusal(await save(file('hit.png'), png), 'photo-unreadable');
  });

  test('but bytes behind the end, or an odd segment, do no harm', async () => {
    const whole = await gradientPicture(64, 64).jpeg().toBuffer();
    const trailing = await readPhoto(await save(file('trailing.jpg'), Buffer.concat([whole, Buffer.alloc(1000, 7)])));
    const clean = await readPhoto(await save(file('clean.jpg'), whole));
    expect(trailing.photo.rgb).toEqual(clean.photo.rgb);
    const odd = Buffer.concat([whole.subarray(0, 2), Buffer.from([0xff, 0xef, 0, 6, 1, 2, 3, 4]), whole.subarray(2)]);
    expect((await readPhoto(await save(file('odd.jpg'), odd))).photo.rgb).toEqual(clean.photo.rgb);
    // An EXIF record by itself is a TIFF block, but no picture.
    await refusal(await save(file('record.tif'), cameraExif(true)), 'photo-unreadable');
  });
});
