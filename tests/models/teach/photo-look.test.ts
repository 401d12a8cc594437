import { describe, expect, it } from 'vitest';
import { lookAt, type SmallPhoto } from '../../../models/teach/photo-look.ts';
import { groupAlike } from '../../../models/teach/photo-hash.ts';
import { blurredBelow } from '../../../models/teach/sharpness.ts';
import { examplePhoto } from './example-photos.ts';

describe('a photo that is looked at', () => {
  it('is the same picture smaller, paler, saved again, and another one turned or cut in half', async () => {
    const names = ['black-canyon', 'dust-bowl-home', 'french-alpine-landscape', 'march-pastoral', 'nagasaki-boats'] as const;
    const hashes: string[] = [];
    for (const name of names) {
      hashes.push((await look(name)).hash);
      hashes.push((await look(name, (photo) => photo.resize(200).jpeg({ quality: 30 }))).hash);
      hashes.push((await look(name, (photo) => photo.linear(0.7, 40))).hash);
    }
    hashes.push((await look('black-canyon', (photo) => photo.flop())).hash, (await look('march-pastoral', (photo) => photo.rotate(90))).hash);
    expect(groupAlike(hashes)).toEqual([0, 0, 0, 3, 3, 3, 6, 6, 6, 9, 9, 9, 12, 12, 12, 15, 16]);
  });

  it('groups what is alike by way of a third', () => {
    const hash = (bits: number): string => ((1n << BigInt(bits)) - 1n).toString(16).padStart(32, '0');
    expect(groupAlike([hash(0), hash(24), hash(12), hash(60)])).toEqual([0, 0, 0, 3]);
    expect(groupAlike([])).toEqual([]);
  });

  it('is sharp, or blurred', async () => {
    for (const name of ['march-pastoral', 'nagasaki-boats', 'dust-bowl-home'] as const) {
      const [sharp, soft] = [await look(name), await look(name, (photo) => photo.blur(6))];
      expect(sharp.sharpness, name).toBeGreaterThan(blurredBelow);
      expect(soft.sharpness, name).toBeLessThan(blurredBelow);
    }
  });

  it('is grey without colours, sepia included', async () => {
    expect((await look('nagasaki-boats', (photo) => photo.greyscale())).grey).toBe(true);
    expect((await look('nagasaki-boats', (photo) => photo.greyscale().tint('#a07840'))).grey).toBe(true);
  });
});

type Change = Parameters<typeof examplePhoto>[1];

async function look(name: Parameters<typeof examplePhoto>[0], change: Change = (photo) => photo): Promise<ReturnType<typeof lookAt>> {
  const photo: SmallPhoto = await examplePhoto(name, change);
  return lookAt(photo);
}
