import type { Denoiser } from './denoiser.ts';

/**
 * Keeps what is known of a picture: outside the hole the network sees the clean known pixels instead of noise, as in
 * training, and the estimate is the known pixels to the bit, so every sampler ends on them. Where the mask is between
 * 0 and 1 both are mixed.
 * @param known [C*H*W] planar, [-1, 1]; its values inside the hole do not matter
 * @param hole [H*W], 1 = restore here, repeated over the channels
 */
export function withKnownRegion(denoise: Denoiser, known: Float32Array, hole: Float32Array): Denoiser {
  return async (yt, gamma) => keepKnown(await denoise(keepKnown(yt, known, hole), gamma), known, hole);
}

/** A copy of `values` with the known pixels put back outside the hole. */
function keepKnown(values: Float32Array, known: Float32Array, hole: Float32Array): Float32Array {
  const result = new Float32Array(values.length);
  for (let channel = 0; channel < result.length; channel += hole.length) {
    for (let pixel = 0; pixel < hole.length; pixel++) {
      const share = hole[pixel] as number;
      const kept = known[channel + pixel] as number;
      // Not 0 * value + 1 * kept: a value that is not finite must not reach a known pixel, and -0 stays -0.
      result[channel + pixel] = share === 0 ? kept : share * (values[channel + pixel] as number) + (1 - share) * kept;
    }
  }
  return result;
}
