/** Values on either side of the middle: every blur has one length, so that many may be done at once. */
export const blurReach = 5;

/**
 * A plane [H*W] under a Gaussian, borders repeated.
 * @param sigma pixels, up to about 1.7: beyond it the 11 taps cut the bell off
 */
export function gaussianBlur(plane: Float32Array, width: number, height: number, sigma: number): Float32Array {
  const taps = gaussianTaps(sigma);
  return alongRows(alongRows(plane, width, height, taps), height, width, taps);
}

/** [2 * blurReach + 1], sum 1. */
export function gaussianTaps(sigma: number): Float64Array {
  const bell = Float64Array.from({ length: 2 * blurReach + 1 }, (_, i) => Math.exp(-((i - blurReach) ** 2) / (2 * sigma ** 2)));
  const sum = bell.reduce((total, value) => total + value, 0);
  return bell.map((value) => value / sum);
}

/** Each row [W] blurred and laid down as a column: the plane comes back as [W*H], turned on its diagonal. */
function alongRows(plane: Float32Array, width: number, height: number, taps: Float64Array): Float32Array {
  const turned = new Float32Array(plane.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let tap = -blurReach; tap <= blurReach; tap++) {
        const from = Math.min(width - 1, Math.max(0, x + tap));
        sum += (taps[tap + blurReach] as number) * (plane[y * width + from] as number);
      }
      turned[x * height + y] = sum;
    }
  }
  return turned;
}
