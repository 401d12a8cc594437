import { describe, expect, test } from 'vitest';
import { readExifTags, writeExifTags } from '../../../../models/node/metadata/exif-tags.ts';
import { settleExif } from '../../../../models/node/metadata/exif.ts';
import { Random } from '../../../../models/random.ts';
import { cameraExif, tiffBlock } from '../photo-samples.ts';
import { asciiIn, directories } from '../tiff-reader.ts';

describe('settleExif', () => {
  for (const littleEndian of [true, false]) {
    test(`changes orientation, size and thumbnail, nothing else (${littleEndian ? 'little' : 'big'}-endian)`, () => {
      const before = cameraExif(littleEndian, 6);
      const after = settleExif(before, 4000, 70_000)!;
      const { main, exif, next } = directories(Buffer.from(after));
      expect(main.get(0x0112)?.numbers).toEqual([1]);
      expect(exif.get(0xa002)?.numbers).toEqual([4000]);
      expect(exif.get(0xa003)?.numbers).toEqual([70_000]);
      expect(next).toBe(0);
      // The thumbnail was the last thing in it.
      expect(after).toHaveLength(400);
      const changed = Array.from(after.keys()).filter((at) => after[at] !== before[at]);
      // Orientation's value, type and value of two sizes, the link to the thumbnail's directory.
      expect(changed.length).toBeLessThan(20);
      expect(before).toEqual(cameraExif(littleEndian, 6));
    });
  }

  test('takes a record with the JPEG prefix too', () => {
    const plain = settleExif(cameraExif(true), 10, 20)!;
    expect(settleExif(Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), cameraExif(true)]), 10, 20)).toEqual(plain);
  });

  test('a thumbnail in the middle is blanked where it is', () => {
    const bytes = tiffBlock(false, 200, [
      [8, [[0x010f, 2, 8, 150]], 60],
      [60, [[0x0201, 4, 1, 110], [0x0202, 4, 1, 30]], 0],
    ]);
    bytes.fill(0xab, 110, 140);
    bytes.write('Heirlo\0\0', 150, 'latin1');
    const after = Buffer.from(settleExif(bytes, 1, 1)!);
    expect(after).toHaveLength(200);
    expect(after.includes(0xab)).toBe(false);
    expect(asciiIn(directories(after).main, 0x010f)).toBe('Heirlo');
  });

  test('a record that lies is refused or survives, whatever bytes it has', () => {
    const random = Random.fromSeed(20);
    for (let round = 0; round < 2000; round++) {
      const bytes = cameraExif(round % 2 === 0).subarray(0, 20 + random.integer(590));
      for (let flips = random.integer(12); flips > 0; flips--) bytes[random.integer(bytes.length)] = random.integer(256);
      const settled = settleExif(bytes, 100, 100);
      const tags = settled && readExifTags(settled);
      if (tags !== undefined) expect(writeExifTags(tags).length).toBeLessThan(20_000);
    }
  });
});

describe('tags taken apart and put together', () => {
  for (const littleEndian of [true, false]) {
    test(`${littleEndian ? 'little' : 'big'}-endian`, () => {
      const before = directories(cameraExif(littleEndian));
      const after = directories(Buffer.from(writeExifTags(readExifTags(cameraExif(littleEndian))!)));
      for (const part of ['main', 'exif', 'gps'] as const) {
        const tags = [...before[part].keys()];
        expect([...after[part].keys()].sort()).toEqual(tags.sort());
        for (const tag of tags.filter((tag) => tag !== 0x8769 && tag !== 0x8825)) {
          const [was, is] = [before[part].get(tag)!, after[part].get(tag)!];
          expect(is.numbers).toEqual(was.numbers);
          if (was.numbers.length === 0) expect(is.bytes).toEqual(was.bytes);
        }
      }
    });
  }

  test('directories in a circle come to an end', () => {
    const bytes = tiffBlock(true, 60, [[8, [[0x8769, 4, 1, 8], [0x8825, 4, 1, 8]], 8]]);
    expect(readExifTags(bytes)).toEqual({ image: [], exif: [], interop: [], gps: [] });
  });
});
