import { blurReach, gaussianTaps } from '../photo/gaussian-blur.ts';

/** A picture's similarity at every place where the window fits inside it. */
export interface SimilarityMap {
  readonly width: number;
  readonly height: number;
  /** [H*W] */
  readonly values: Float64Array;
}

/** Pixels that the map lacks at each side. */
export const windowReach = blurReach;

/**
 * Structural similarity of two pictures of light [H*W] in [-1, 1]: Wang, Bovik, Sheikh and Simoncelli 2004, equation 13,
 * with their window: 11x11, Gaussian, sigma 1.5.
 * @param width at least 11, as the height
 */
export function ssimMap(x: Float32Array, y: Float32Array, width: number, height: number): SimilarityMap {
  const blur = (plane: Float64Array): Float64Array => gaussianWindows(plane, width, height);
  const meanX = blur(products(x));
  const meanY = blur(products(y));
  const squareX = blur(products(x, x));
  const squareY = blur(products(y, y));
  const product = blur(products(x, y));
  const values = meanX.map((mx, i) => {
    const my = meanY[i] as number;
    const varianceX = (squareX[i] as number) - mx * mx;
    const varianceY = (squareY[i] as number) - my * my;
    const covariance = (product[i] as number) - mx * my;
    return ((2 * mx * my + c1) * (2 * covariance + c2)) / ((mx * mx + my * my + c1) * (varianceX + varianceY + c2)); // (13)
  });
  return { width: width - 2 * windowReach, height: height - 2 * windowReach, values };
}

/**
 * Mean of a map; with `where` [H*W of the picture], over the windows whose centre lies where it is above 0.
 * @returns undefined if there is none
 */
export function meanSimilarity({ width, height, values }: SimilarityMap, where?: Float32Array): number | undefined {
  let sum = 0;
  let count = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (where !== undefined && (where[(y + windowReach) * (width + 2 * windowReach) + x + windowReach] as number) <= 0) continue;
      sum += values[i] as number;
      count++;
    }
  }
  return count === 0 ? undefined : sum / count;
}

// C1 = (K1 L)^2 and C2 = (K2 L)^2 with their K1 = 0.01, K2 = 0.03, and L = 2, the range of [-1, 1].
const c1 = (0.01 * 2) ** 2;
const c2 = (0.03 * 2) ** 2;

const gaussian = gaussianTaps(1.5);

function products(x: Float32Array, y?: Float32Array): Float64Array {
  return Float64Array.from(x, (value, i) => (y === undefined ? value : value * (y[i] as number)));
}

/** Weighted means of all windows that lie inside, first across, then down. */
function gaussianWindows(plane: Float64Array, width: number, height: number): Float64Array {
  const [across, down] = [width - 2 * windowReach, height - 2 * windowReach];
  const rows = new Float64Array(across * height);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < across; x++, to++) {
      let sum = 0;
      for (let k = 0; k < gaussian.length; k++) sum += (gaussian[k] as number) * (plane[y * width + x + k] as number);
      rows[to] = sum;
    }
  }
  const means = new Float64Array(across * down);
  for (let i = 0; i < means.length; i++) {
    let sum = 0;
    for (let k = 0; k < gaussian.length; k++) sum += (gaussian[k] as number) * (rows[i + k * across] as number);
    means[i] = sum;
  }
  return means;
}
