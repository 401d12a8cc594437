import type { SamplerName } from '../diffusion/samplers/index.ts';
import type { Random } from '../random.ts';
import { type Interval, percentileInterval, type Weights } from './bootstrap.ts';
import type { Likeness, PictureLikeness, Region } from './picture.ts';

/** How good restored pictures are in one region, over all photos; the mean over a photo's seeds counts for it. */
export interface RegionMeasures {
  /** Decibels. */
  readonly psnr: Interval;
  readonly ssim: Interval;
  /** Mean CIEDE2000. */
  readonly colourError: Interval;
  /** Mean signed error of a*: above 0 too red, below too green. */
  readonly a: Interval;
  /** Mean signed error of b*: above 0 too yellow, below too blue. */
  readonly b: Interval;
  /** Colourfulness of the restored pictures over that of the true ones; null where those are grey. */
  readonly colourfulness: Interval | null;
  /** How far the region's mean a*, b* lies from its own mean over the seeds, root mean square; null for less than two seeds. */
  readonly tintSpread: Interval | null;
  /** Mean feature distance (LPIPS-like); null if the network does not tell what it sees at each place. */
  readonly featureDistance: Interval | null;
}

/** One line of the table: a sampler with its steps, or (sampler null) a rival, or (rival null too) what is seen if nothing is done. */
export interface Row {
  readonly rival: string | null;
  readonly sampler: SamplerName | null;
  /** Network calls a picture. */
  readonly steps: number | null;
  /** Results a photo. */
  readonly seeds: number;
  readonly regions: { readonly [Name in Region]?: RegionMeasures };
  /** Frechet distance of the whole pictures' features. */
  readonly frechet: Interval;
  /** The same of features from the middle of the network; null if it gives none. */
  readonly frechetMiddle: Interval | null;
  /** The same of descriptions of the faces; null if the photos are no portraits. */
  readonly frechetFaces: Interval | null;
  /** Mean cosine between the descriptions of a face and of its restoration, 1 = the same person; null likewise. */
  readonly identity: Interval | null;
  /** Time a restored picture took among the others of its batch, seconds. */
  readonly secondsPerPicture: number | null;
}

/** @param pictures [photo][seed] @param random of the bootstrap; not advanced */
export function summarise(pictures: readonly (readonly PictureLikeness[])[], random: Random): Row['regions'] {
  const summary = (region: Region): { [Name in Region]?: RegionMeasures } => {
    const found = pictures.map((seeds) => seeds.flatMap((seed) => seed[region] ?? []));
    return found.every((seeds) => seeds.length > 0) ? { [region]: measuresOf(found, random) } : {};
  };
  return { ...summary('picture'), ...summary('hole') };
}

function measuresOf(photos: readonly (readonly Likeness[])[], random: Random): RegionMeasures {
  const mean = (measure: keyof Likeness): Float64Array =>
    Float64Array.from(photos, (seeds) => meanOf(seeds.map((seed) => seed[measure] ?? Number.NaN)));
  const interval = (statistic: (weights: Weights) => number): Interval => percentileInterval(photos.length, statistic, random);
  const ofMean = (measure: keyof Likeness): Interval => {
    const values = mean(measure);
    return interval((weights) => weightedSum(values, weights) / photos.length);
  };
  const [colours, trueColours] = [mean('colourfulness'), mean('trueColourfulness')];
  const spreads = Float64Array.from(photos, tintVariance);
  return {
    psnr: ofMean('psnr'),
    ssim: ofMean('ssim'),
    colourError: ofMean('colourError'),
    a: ofMean('a'),
    b: ofMean('b'),
    // A mean of ratios would be that of the greyest photo.
    colourfulness: trueColours.every((value) => value > 0)
      ? interval((weights) => weightedSum(colours, weights) / weightedSum(trueColours, weights))
      : null,
    tintSpread: photos.every((seeds) => seeds.length > 1)
      ? interval((weights) => Math.sqrt(weightedSum(spreads, weights) / photos.length))
      : null,
    featureDistance: photos.every((seeds) => seeds.every((seed) => seed.featureDistance !== null)) ? ofMean('featureDistance') : null,
  };
}

/** Unbiased variance of (a*, b*) over the seeds; the truth is the same for all, so errors vary as the colours do. */
function tintVariance(seeds: readonly Likeness[]): number {
  const variance = (values: readonly number[]): number => {
    const mean = meanOf(values);
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  };
  return variance(seeds.map(({ a }) => a)) + variance(seeds.map(({ b }) => b));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function weightedSum(values: Float64Array, weights: Weights): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] as number) * (weights[i] as number);
  return sum;
}
