import type { Sharp } from 'sharp';
import { readPhotoBytes } from '../../models/node/photo-bytes.ts';
import { readHeader } from '../../models/node/photo-header.ts';
import { sharp } from '../../models/node/sharp.ts';
import { named } from './named.ts';

/** A file as a screen shows it: upright, in sRGB, transparency on white. @throws AppFailure of reading photos */
export async function displayed(path: string, name: string): Promise<Sharp> {
  return named(path, name, async () => {
    const { viewable } = await readHeader(await readPhotoBytes(path), path);
    return sharp(viewable, { failOn: 'error', limitInputPixels: false, autoOrient: true }).toColourspace('srgb').flatten({ background: 'white' });
  });
}
