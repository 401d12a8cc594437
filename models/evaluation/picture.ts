import { luma } from '../photo/colour.ts';
import { createPhoto, type HoleMask, type Photo } from '../photo/photo.ts';
import { colourError, labOf } from './colour-error.ts';
import { colourfulness } from './colourfulness.ts';
import { type FeatureMap, featureDistance } from './feature-distance.ts';
import { psnr } from './psnr.ts';
import { meanSimilarity, ssimMap, windowReach } from './ssim.ts';

/** One restored picture beside the truth, in one region of it. */
export interface Likeness {
  /** Decibels. */
  readonly psnr: number;
  readonly ssim: number;
  /** Mean CIEDE2000. */
  readonly colourError: number;
  /** Mean signed errors of a* and b*: the tint of the region as a whole. */
  readonly a: number;
  readonly b: number;
  readonly colourfulness: number;
  readonly trueColourfulness: number;
  /** models/evaluation/feature-distance.ts; null where the network does not tell what it sees at each place. */
  readonly featureDistance: number | null;
}

/** A region of a picture: all of it, or what was missing. */
export type Region = 'picture' | 'hole';

export type PictureLikeness = { readonly [Name in Region]?: Likeness };

/** The smallest picture that can be judged. */
export const smallestSide = 2 * windowReach + 1;

/**
 * The restored picture beside the truth.
 * @param saved as it would be saved, 8 bits a channel
 * @param maps what a network sees in the true and in the restored one, if it tells
 * @returns `hole` only if there is one
 */
export function likenessOf(
  truth: Photo,
  saved: Photo,
  hole: HoleMask | undefined,
  maps?: readonly [FeatureMap[], FeatureMap[]],
): PictureLikeness {
  const labs = [labOf(truth), labOf(saved)] as const;
  const similarity = ssimMap(luma(truth), luma(saved), truth.width, truth.height);
  const within = (region: HoleMask | undefined): Likeness => {
    const where = region?.hole;
    const { ciede2000, a, b } = colourError(...labs, where);
    return {
      psnr: psnr(truth, saved, where),
      // A hole too near the border to hold a window is judged by those of the whole picture.
      ssim: meanSimilarity(similarity, where) ?? (meanSimilarity(similarity) as number),
      colourError: ciede2000,
      a,
      b,
      colourfulness: colourfulness(saved, where),
      trueColourfulness: colourfulness(truth, where),
      featureDistance: maps === undefined ? null : featureDistance(...maps, region),
    };
  };
  return { picture: within(undefined), ...(hole !== undefined && { hole: within(hole) }) };
}

/** As a file of 8 bits a channel holds it. */
export function inEightBits({ width, height, rgb }: Photo): Photo {
  return createPhoto(width, height, rgb.map((value) => Math.round((Math.min(1, Math.max(-1, value)) + 1) * 127.5) / 127.5 - 1));
}
