import { AppFailure } from '../failure.ts';
import { createMask, type HoleMask } from '../photo/photo.ts';
import { decodeSamples } from './decode-samples.ts';
import { readPhotoBytes } from './photo-bytes.ts';
import { checkArea, readHeader } from './photo-header.ts';
import type { PhotoHeader } from './photo-header.ts';
import { photoOfSamples } from './samples.ts';

/** A lossy format rings around every edge: what is nearly black or nearly white was meant to be. */
const ringing = 16 / 255;

/**
 * A mask from any picture Heirloom reads: white = restore, black = keep, grey in between = a soft edge (light after
 * Rec. 601). If any of it is transparent, its opacity alone decides instead: what was painted, in whatever colour, is
 * restored, what is transparent is kept. In lossy formats the darkest and lightest 16 of 255 levels count as black and white.
 *
 * @throws AppFailure 'mask-unreadable'
 */
export async function readMask(path: string): Promise<HoleMask> {
  try {
    const bytes = await readPhotoBytes(path);
    const header = await readHeader(bytes, path);
    checkArea(header, path);
    const { photo, alpha } = photoOfSamples(await decodeSamples(header, path));
    const hole = alpha?.some((value) => value < 1) === true ? alpha : light(photo.rgb);
    return createMask(photo.width, photo.height, isLossy(bytes, header) ? hole.map(settled) : hole);
  } catch (cause) {
    if (!(cause instanceof AppFailure)) throw cause;
    throw new AppFailure('mask-unreadable', `The mask cannot be used: ${cause.message}`, { cause });
  }
}

function light(rgb: Float32Array): Float32Array {
  const hole = new Float32Array(rgb.length / 3);
  for (let i = 0; i < hole.length; i++) {
    const at = i * 3;
    const y = 0.299 * (rgb[at] as number) + 0.587 * (rgb[at + 1] as number) + 0.114 * (rgb[at + 2] as number);
    // The three weights round: only in single precision is black -1 exactly, and not a hair of a hole.
    hole[i] = Math.min(1, Math.max(0, Math.fround(y) / 2 + 0.5));
  }
  return hole;
}

function isLossy(bytes: Buffer, { kind }: PhotoHeader): boolean {
  return kind === 'jpeg' || kind === 'avif' || kind === 'heic' || (kind === 'webp' && !bytes.subarray(0, 64).includes('VP8L'));
}

function settled(value: number): number {
  return value <= ringing ? 0 : value >= 1 - ringing ? 1 : value;
}
