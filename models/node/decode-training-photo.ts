import { checkArea, checkSides, damaged, readHeader } from './photo-header.ts';
import { sharp } from './sharp.ts';

/** A photo to learn from: interleaved 8-bit sRGB, [height * width * 3]. */
export interface TrainingPhoto {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/**
 * Whatever its colours are stored as, it comes as upright sRGB, transparency laid on white: a network sees one kind of picture.
 * @throws AppFailure as readPhoto does
 */
export async function decodeTrainingPhoto(bytes: Buffer, name: string): Promise<TrainingPhoto> {
  const header = await readHeader(bytes, name);
  checkArea(header, name);
  checkSides(header, name);
  try {
    const { data, info } = await sharp(header.viewable, { failOn: 'error', limitInputPixels: false, autoOrient: true })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`${info.channels} channels in sRGB`);
    return { width: info.width, height: info.height, rgb: data };
  } catch (cause) {
    throw damaged(name, cause);
  }
}
