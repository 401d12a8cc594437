import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { soundProfile } from '../../../models/node/metadata/icc.ts';
import { readPhoto, writePhoto } from '../../../models/node/photo-file.ts';
import type { PhotoFile } from '../../../models/node/photo-file.ts';
import { Random } from '../../../models/random.ts';
import { captionIptc, jpegWithExif, jpegWithIptc, pngChunks, pngWithExif, webpWithExif } from './photo-containers.ts';
import { cameraExif, gradientPicture, greyProfile, save, temporaryFolder, tiffBlock } from './photo-samples.ts';
import type { Entry } from './photo-samples.ts';
import { asciiIn, directories } from './tiff-reader.ts';

const file = temporaryFolder();
const endings = ['jpg', 'png', 'webp', 'avif', 'tif'] as const;

const xmp = (orientation: number): string =>
  '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">' +
  '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" ' +
  `xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="${orientation}">` +
  '<dc:creator><rdf:Seq><rdf:li>Jürgen Groß</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>';

/** A sideways 48 x 32 picture with a Display P3 profile and XMP, in the given format. */
async function sideways(format: 'jpeg' | 'png' | 'webp'): Promise<Buffer> {
  return gradientPicture(48, 32).withIccProfile('p3').withXmp(xmp(6)).toFormat(format, { quality: 95 }).toBuffer();
}

/** What a file tells of its EXIF: of a TIFF its own directories, of all others the record. */
async function exifIn(path: string): Promise<ReturnType<typeof directories>> {
  const bytes = await readFile(path);
  const record = path.endsWith('.tif') ? bytes : (await sharp(bytes).metadata()).exif!;
  return directories(record.subarray(record.toString('latin1', 0, 4) === 'Exif' ? 6 : 0));
}

describe('EXIF, colour profile, XMP and resolution, from every format into every format', () => {
  const sources = {
    'a camera JPEG, little-endian': { name: 'a.jpg', make: async () => jpegWithExif(await sideways('jpeg'), cameraExif(true)) },
    'a camera JPEG, big-endian': { name: 'b.jpg', make: async () => jpegWithExif(await sideways('jpeg'), cameraExif(false)) },
    'a PNG': { name: 'c.png', make: async () => pngWithExif(await sideways('png'), cameraExif(false)) },
    'a WebP': { name: 'd.webp', make: async () => webpWithExif(await sideways('webp'), cameraExif(true)) },
    'an AVIF': {
      name: 'e.avif',
      make: async () => sharp(jpegWithExif(await sideways('jpeg'), cameraExif(true))).keepMetadata().avif({ quality: 90 }).toBuffer(),
    },
  };
  for (const [what, { name, make }] of Object.entries(sources)) {
    test(what, async () => {
      const photo = await readPhoto(await save(file(name), await make()));
      expect(photo.notes).toEqual([]);
      expect(photo.photo).toMatchObject({ width: 32, height: 48 });
      for (const ending of endings) {
        const written = file(`from-${name}.${ending}`);
        expect(await writePhoto(written, photo)).toEqual([]);
        const { main, exif, gps, next } = await exifIn(written);
        expect(asciiIn(main, 0x010f)).toBe('Heirlo');
        expect(asciiIn(exif, 0x9003)).toBe('1927:10:29 12:00:00');
        expect(asciiIn(exif, 0x927c)).toBe('MAKER NOTE 0123456789abc');
        expect(gps.get(2)?.numbers).toEqual([51, 1, 30, 1, 3230, 100]);
        const [dots = 0, inches = 0] = main.get(0x011a)!.numbers;
        expect(dots / inches).toBe(300);
        expect(main.get(0x0112)?.numbers ?? [1]).toEqual([1]);
        expect([exif.get(0xa002)?.numbers, exif.get(0xa003)?.numbers]).toEqual([[32], [48]]);
        expect(next).toBe(0);
        // The thumbnail showed the unrestored picture, sideways.
        expect((await readFile(written)).includes(Buffer.alloc(64, 0xab))).toBe(false);

        const found = await sharp(written).metadata();
        expect(found.icc).toEqual(photo.metadata.icc);
        expect(found.xmp?.toString('utf8')).toBe(xmp(1));
        if (['jpg', 'png', 'tif'].includes(ending)) expect(found.density).toBe(300);
        expect((await readPhoto(written)).metadata.density).toBe(300);
      }
    });
  }

  test('a TIFF, big-endian, with its EXIF among its own tags and IPTC captions', async () => {
    const caption = captionIptc('Fünfte Solvay-Konferenz..');
    expect(caption.length % 4).toBe(0);
    const photo = await readPhoto(await save(file('f.tif'), archiveTiff(caption)));
    expect(photo.notes).toEqual([]);
    expect(Buffer.from(photo.metadata.iptc!)).toEqual(caption);
    for (const ending of endings) {
      const written = file(`from-f.tif.${ending}`);
      const notes = await writePhoto(written, photo);
      const { main, exif } = await exifIn(written);
      expect(asciiIn(main, 0x013b)).toBe('Benjamin Couprie');
      expect(asciiIn(exif, 0x9003)).toBe('1927:10:29 12:00:00');
      const again = await readPhoto(written);
      expect(again.metadata.density).toBe(600);
      const keeps = ending === 'jpg' || ending === 'tif';
      expect(again.metadata.iptc && Buffer.from(again.metadata.iptc)).toEqual(keeps ? caption : undefined);
      expect(notes).toEqual(keeps ? [] : ['The IPTC captions were left out: only JPEG and TIFF hold them.']);
    }
  });

  test('IPTC captions of a JPEG', async () => {
    const caption = captionIptc('Grandmother, aged five');
    const photo = await readPhoto(await save(file('iptc.jpg'), jpegWithIptc(await sideways('jpeg'), caption)));
    await writePhoto(file('iptc-written.jpg'), photo);
    expect((await readFile(file('iptc-written.jpg'))).includes(caption)).toBe(true);
    expect((await readPhoto(file('iptc-written.jpg'))).metadata.iptc).toEqual(photo.metadata.iptc);
    expect(photo.metadata.iptc).toEqual(caption);
  });
});

describe('EXIF stays where it was', () => {
  test('a maker’s note keeps its offset in every format but TIFF', async () => {
    const photo = await readPhoto(await save(file('note.jpg'), jpegWithExif(await sideways('jpeg'), cameraExif(true))));
    for (const ending of ['jpg', 'png', 'webp', 'avif'] as const) {
      await writePhoto(file(`note-written.${ending}`), photo);
      const record = (await sharp(file(`note-written.${ending}`)).metadata()).exif!;
      const block = record.subarray(record.toString('latin1', 0, 4) === 'Exif' ? 6 : 0);
      expect(block.indexOf('MAKER NOTE')).toBe(364);
      expect(Buffer.compare(block, photo.metadata.exif!)).toBe(0);
    }
  });

  test('a wider picture says so', async () => {
    const photo = await readPhoto(await save(file('wider.jpg'), jpegWithExif(await sideways('jpeg'), cameraExif(false))));
    const wider: PhotoFile = { ...photo, photo: { width: 70, height: 48, rgb: new Float32Array(70 * 48 * 3) } };
    await writePhoto(file('wider-written.jpg'), wider);
    const { exif } = await exifIn(file('wider-written.jpg'));
    expect([exif.get(0xa002)?.numbers, exif.get(0xa003)?.numbers]).toEqual([[70], [48]]);
  });
});

describe('what a format cannot hold', () => {
  test('more EXIF than 64 KiB in a JPEG: only the largest tag goes', async () => {
    const photo = await readPhoto(await save(file('plain.png'), await gradientPicture(32, 32).png().toBuffer()));
    const block = tiffBlock(true, 100_200, [[8, [[0x010f, 2, 8, 100], [0x927c, 7, 100_000, 200]], 0]]);
    block.write('Heirlo\0\0', 100, 'latin1');
    const heavy: PhotoFile = { ...photo, metadata: { exif: block } };
    expect(await writePhoto(file('heavy.jpg'), heavy)).toEqual(['The largest EXIF entries were left out: JPEG holds at most 64 KiB of EXIF.']);
    expect(asciiIn((await exifIn(file('heavy.jpg'))).main, 0x010f)).toBe('Heirlo');
    expect(await writePhoto(file('heavy.png'), heavy)).toEqual([]);
    expect((await exifIn(file('heavy.png'))).main.get(0x927c)?.bytes).toHaveLength(100_000);
  });

  test('more XMP than 64 KiB in a JPEG', async () => {
    const photo = await readPhoto(await save(file('plain2.png'), await gradientPicture(32, 32).png().toBuffer()));
    const long = new TextEncoder().encode(xmp(1).replace('Groß', 'o'.repeat(70_000)));
    expect(await writePhoto(file('long.jpg'), { ...photo, metadata: { xmp: long } })).toEqual([
      'The XMP data were left out: JPEG holds at most 64 KiB of them.',
    ]);
    expect(await writePhoto(file('long.tif'), { ...photo, metadata: { xmp: long } })).toEqual([]);
    expect(Buffer.compare((await sharp(file('long.tif')).metadata()).xmp!, long)).toBe(0);
  });

  test('more pixels a side than WebP and AVIF know', async () => {
    const long: PhotoFile = {
      photo: { width: 16_385, height: 16, rgb: new Float32Array(16_385 * 16 * 3) },
      alpha: undefined,
      bitDepth: 8,
      format: 'png',
      grey: false,
      metadata: {},
      notes: [],
    };
    for (const ending of ['webp', 'avif']) {
      const error: unknown = await writePhoto(file(`long.${ending}`), long).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'AppFailure', code: 'photo-too-large' });
    }
    expect(await writePhoto(file('long-side.jpg'), long)).toEqual([]);
  });

  test('16 bits and transparency in a JPEG', async () => {
    const values = Uint16Array.from({ length: 20 * 20 * 4 }, (_, i) => (i % 4 === 3 ? 0x8000 : 0x40ff));
    const png = await sharp(values, { raw: { width: 20, height: 20, channels: 4 } }).toColourspace('rgb16').png().toBuffer();
    const photo = await readPhoto(await save(file('deep.png'), png));
    expect(await writePhoto(file('deep.jpg'), photo)).toEqual([
      'JPEG holds no transparency: the photo was laid on white.',
      'JPEG holds 8 bits a channel here: the 16-bit values were rounded; PNG and TIFF keep them.',
    ]);
    const flat = await sharp(file('deep.jpg')).raw().toBuffer();
    // 0x40ff / 257 = 64.75, half of it on white.
    for (const value of flat) expect(Math.abs(value - (64.75 + 255) / 2)).toBeLessThan(1.5);
    await writePhoto(file('deep.webp'), photo, { quality: 100 });
    const rounded = await sharp(file('deep.webp')).raw().toBuffer();
    expect([...rounded.subarray(0, 4)]).toEqual([65, 65, 65, 128]);
  });
});

describe('nothing is made up', () => {
  test('a picture without metadata stays without', async () => {
    const bare = await readPhoto(await save(file('bare.webp'), await gradientPicture(32, 32).webp().toBuffer()));
    expect(bare.metadata).toEqual({});
    for (const ending of endings) {
      await writePhoto(file(`bare-written.${ending}`), bare);
      const again = await readPhoto(file(`bare-written.${ending}`));
      expect(again.metadata).toEqual({});
      const found = await sharp(file(`bare-written.${ending}`)).metadata();
      expect([found.exif, found.icc, found.xmp, found.iptc]).toEqual([undefined, undefined, undefined, undefined]);
    }
    expect(pngChunks(await readFile(file('bare-written.png')))).not.toContain('pHYs');
  });

  test('a profile for other colours, or a damaged one, is left out and breaks nothing', async () => {
    const p3 = (await sharp(await sideways('png')).metadata()).icc!;
    const photo = await readPhoto(await save(file('sound.png'), await sideways('png')));
    const grey: PhotoFile = { ...photo, grey: true, photo: { ...photo.photo, rgb: new Float32Array(photo.photo.rgb.length) } };
    for (const ending of endings.filter((name) => name !== 'webp')) {
      expect(await writePhoto(file(`grey.${ending}`), grey)).toEqual(['The colour profile was left out: it is for colours and the photo is grey.']);
      expect((await sharp(file(`grey.${ending}`)).metadata()).hasProfile).toBe(false);
    }
    expect(soundProfile(p3, 'RGB ')).toEqual(p3);
    expect(soundProfile(Buffer.concat([p3, Buffer.alloc(40)]), 'RGB ')).toEqual(p3);
    expect(soundProfile(greyProfile(2.2), 'GRAY')).toEqual(greyProfile(2.2));
    const random = Random.fromSeed(8);
    for (let round = 0; round < 150; round++) {
      const icc = Buffer.from(p3);
      for (let hits = 1 + random.integer(3); hits > 0; hits--) icc[random.integer(240)] = random.integer(256);
      const ending = endings[round % endings.length]!;
      await writePhoto(file(`hit.${ending}`), { ...photo, metadata: { icc } }, { overwrite: true });
    }
  });

  test('damaged EXIF is left out with a note', async () => {
    for (const record of [Buffer.from('II*\0\xff\xff\xff\xff', 'latin1'), Buffer.alloc(20, 7)]) {
      const photo = await readPhoto(await save(file('damaged.jpg'), jpegWithExif(await sideways('jpeg'), record)));
      expect(photo.metadata.exif).toBeUndefined();
      expect(photo.notes).toEqual(['Its EXIF data are damaged and were left out.']);
    }
  });
});

/** 16 x 16, uncompressed, big-endian: an artist, a date, 600 dots per inch, captions. */
function archiveTiff(caption: Buffer): Buffer {
  const pixelsAt = 800;
  const main: Entry[] = [
    [256, 3, 1, 16],
    [257, 3, 1, 16],
    [258, 3, 3, 400],
    [259, 3, 1, 1],
    [262, 3, 1, 2],
    [273, 4, 1, pixelsAt],
    [277, 3, 1, 3],
    [278, 3, 1, 16],
    [279, 4, 1, 768],
    [282, 5, 1, 410],
    [283, 5, 1, 410],
    [296, 3, 1, 2],
    [315, 2, 17, 420],
    // As Photoshop has it: longs in name only.
    [33723, 4, caption.length / 4, 500],
    [0x8769, 4, 1, 300],
  ];
  const head = tiffBlock(false, pixelsAt, [
    [8, main, 0],
    [300, [[0x9003, 2, 20, 440]], 0],
  ]);
  [8, 8, 8].forEach((bits, i) => head.writeUInt16BE(bits, 400 + 2 * i));
  head.writeUInt32BE(600, 410);
  head.writeUInt32BE(1, 414);
  head.write('Benjamin Couprie\0', 420, 'latin1');
  head.write('1927:10:29 12:00:00\0', 440, 'latin1');
  head.set(caption, 500);
  return Buffer.concat([head, Buffer.alloc(768, 99)]);
}
