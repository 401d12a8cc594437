import type { Random } from '../random.ts';

/** A measured value and where, with 95 % confidence, it would lie for all pictures of this kind. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Of photos, how often each was drawn: [count], sum = count. */
export type Weights = Float64Array;

/**
 * The percentile bootstrap (Efron and Tibshirani 1993, chapter 13): the photos are drawn again, with replacement, and the
 * middle 95 % of what the statistic then gives is the interval.
 * @param random not advanced: every call with the same state draws the same photos
 */
export function percentileInterval(count: number, statistic: (weights: Weights) => number, random: Random, times = 2000): Interval {
  const results = resampled(count, statistic, random, times).sort();
  return { value: statistic(once(count)), low: quantile(results, 0.025), high: quantile(results, 0.975) };
}

/**
 * Value plus and minus 1.96 standard errors by the bootstrap (chapter 6): for a statistic that drawing the same photo
 * twice shifts, so that the resampled values lie around another number than the measured one.
 */
export function normalInterval(count: number, statistic: (weights: Weights) => number, random: Random, times: number): Interval {
  const results = resampled(count, statistic, random, times);
  const mean = results.reduce((sum, result) => sum + result, 0) / times;
  const variance = results.reduce((sum, result) => sum + (result - mean) ** 2, 0) / (times - 1);
  const value = statistic(once(count));
  const reach = 1.96 * Math.sqrt(variance);
  return { value, low: value - reach, high: value + reach };
}

function once(count: number): Weights {
  return new Float64Array(count).fill(1);
}

function resampled(count: number, statistic: (weights: Weights) => number, random: Random, times: number): Float64Array {
  const draws = random.fork(0);
  const weights = new Float64Array(count);
  return Float64Array.from({ length: times }, () => {
    weights.fill(0);
    for (let i = 0; i < count; i++) {
      const photo = draws.integer(count);
      weights[photo] = (weights[photo] as number) + 1;
    }
    return statistic(weights);
  });
}

/** Between two sorted values, linearly. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] as number;
  return below + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] as number) - below);
}
