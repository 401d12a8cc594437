import type { HoleMask } from '../photo/photo.ts';

/** What a network sees at each place of a picture, at one depth: vectors of length 1 (or 0) without negative parts. */
export interface FeatureMap {
  /** Places across and down. */
  readonly side: number;
  readonly channels: number;
  /** [channels, side, side]; 65535 stands for 1: hundreds of pictures are kept, and sixteen bits lose nothing that counts. */
  readonly parts: Uint16Array;
}

/** @param values [channels, side, side] in [0, 1] */
export function featureMap(values: Float32Array, channels: number): FeatureMap {
  const parts = Uint16Array.from(values, (value) => Math.round(65_535 * Math.min(1, value)));
  return { side: Math.sqrt(values.length / channels), channels, parts };
}

/**
 * How differently a network sees two pictures, place by place: LPIPS (Zhang et al. 2018, "The Unreasonable Effectiveness of
 * Deep Features as a Perceptual Metric", equation 1) with every channel weighing the same: the squared distance of the unit
 * vectors, averaged over places, summed over depths.
 * @param one of each depth, as `two`
 * @param hole counts only what lies in it, each place by the share of it that is missing; must not be empty
 * @returns 0 for equal pictures, at most 2 a depth
 */
export function featureDistance(one: readonly FeatureMap[], two: readonly FeatureMap[], hole?: HoleMask): number {
  return one.reduce((sum, map, depth) => sum + distanceAt(map, two[depth] as FeatureMap, hole), 0);
}

function distanceAt({ side, channels, parts }: FeatureMap, other: FeatureMap, hole: HoleMask | undefined): number {
  const places = side ** 2;
  const squares = new Float64Array(places);
  for (let channel = 0, i = 0; channel < channels; channel++) {
    for (let place = 0; place < places; place++, i++) {
      const gap = ((parts[i] as number) - (other.parts[i] as number)) / 65_535;
      squares[place] = (squares[place] as number) + gap * gap;
    }
  }
  const weights = hole === undefined ? new Float64Array(places).fill(1) : sharesOf(hole, side);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return squares.reduce((sum, square, place) => sum + square * (weights[place] as number), 0) / whole;
}

/** The part of a hole that falls to each of side x side places. */
function sharesOf({ width, height, hole }: HoleMask, side: number): Float64Array {
  const shares = new Float64Array(side ** 2);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const place = Math.floor(((y + 0.5) * side) / height) * side + Math.floor(((x + 0.5) * side) / width);
      shares[place] = (shares[place] as number) + (hole[i] as number);
    }
  }
  return shares;
}
