import type { Random } from '../random.ts';

/**
 * What decades, a flatbed scanner and a copyist do to the tones of a print: blacks turn grey, whites turn dull or burn
 * out, and the middle moves. A monotone curve over v in [0, 1], low + (high - low) v / (v + k (1 - v)), clipped; k acts
 * like a gamma of 0.74 to 1.4 but costs no power per pixel (Schlick 1994, "Fast alternatives to Perlin's bias and gain").
 * @param grey any values in [-1, 1]
 */
export function aged(grey: Float32Array, random: Random): Float32Array {
  const low = random.between(-0.08, 0.18);
  const span = random.between(0.82, 1.08) - low;
  const k = Math.exp(random.between(-0.5, 0.5));
  const result = new Float32Array(grey.length);
  for (let i = 0; i < result.length; i++) {
    const v = Math.min(1, Math.max(0, ((grey[i] as number) + 1) / 2));
    result[i] = 2 * Math.min(1, Math.max(0, low + (span * v) / (v + k * (1 - v)))) - 1;
  }
  return result;
}
