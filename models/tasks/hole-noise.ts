import type { Random } from '../random.ts';

/**
 * A copy of `planar` [C,H,W] whose hole [H*W] (1 = hole) is filled with standard Gaussian noise, as Palette fills what
 * is missing (Saharia et al. 2022, section 4.2). Where the hole is between 0 and 1 both are mixed.
 */
export function withHoleNoise(planar: Float32Array, hole: Float32Array, random: Random): Float32Array {
  const x = planar.slice();
  const one = new Float32Array(1);
  for (let channel = 0; channel < x.length; channel += hole.length) {
    for (let i = 0; i < hole.length; i++) {
      const share = hole[i] as number;
      if (share === 0) continue;
      const noise = random.gaussian(one)[0] as number;
      x[channel + i] = share === 1 ? noise : share * noise + (1 - share) * (x[channel + i] as number);
    }
  }
  return x;
}
