import { shrink } from './shrink.ts';

/** Sides at which a photo is looked at: what is soft in the smaller one has no edges at all. */
const side = 256;
/** A block counts for a photo's sharpness if it is among the sharpest tenth: a sharp face before a soft ground is sharp. */
const sharpest = 0.9;
const blocks = 8;
/** Below this a photo is blurred: of 289 sound photos the least sharp has 7.6; blurred by 1.5 % of their side, half have less than 4.5. */
export const blurredBelow = 5;

/**
 * How sharp a photo is: the standard deviation of its Laplacian (Pech-Pacheco et al. 2000, "Diatom autofocusing in
 * brightfield microscopy", whose measure is the variance), at 256 pixels across, in the sharpest tenth of its 8 x 8 blocks,
 * in steps of 255.
 * @param light [H*W], 0 .. 255
 */
export function sharpness(light: Float32Array, width: number, height: number): number {
  const scale = Math.min(1, side / Math.min(width, height));
  const [w, h] = [Math.max(3, Math.round(width * scale)), Math.max(3, Math.round(height * scale))];
  const small = shrink(light, width, height, w, h);
  const count = new Float64Array(blocks * blocks);
  const sum = new Float64Array(blocks * blocks);
  const squares = new Float64Array(blocks * blocks);
  for (let y = 1; y < h - 1; y++) {
    for (let x = 1; x < w - 1; x++) {
      const at = y * w + x;
      const neighbours = (small[at - 1] as number) + (small[at + 1] as number) + (small[at - w] as number) + (small[at + w] as number);
      const laplacian = neighbours - 4 * (small[at] as number);
      const block = Math.floor((y * blocks) / h) * blocks + Math.floor((x * blocks) / w);
      count[block] = (count[block] as number) + 1;
      sum[block] = (sum[block] as number) + laplacian;
      squares[block] = (squares[block] as number) + laplacian * laplacian;
    }
  }
  const deviations = count.map((n, i) => (n === 0 ? 0 : Math.sqrt((squares[i] as number) / n - ((sum[i] as number) / n) ** 2))).sort();
  return deviations[Math.floor(sharpest * (deviations.length - 1))] as number;
}
