import { combine } from './combine.ts';
import { snr } from './process.ts';

/**
 * What a network says about y_t: the noise (Ho et al. 2020; Palette; the study), v = sqrt(gamma) eps - sqrt(1 - gamma) y0
 * (Salimans and Ho 2022), or the clean picture. Everything but training speaks y0; this file alone converts.
 */
export type Prediction = 'eps' | 'v' | 'y0';

/** `min-snr`: Hang et al. 2023, "Efficient diffusion training via Min-SNR weighting strategy", with their limit 5. */
export type Weighting = 'uniform' | 'min-snr';

/** The clean picture that prediction `f` means. @param gamma in (0, 1] @returns a new array, but `f` itself for 'y0' */
export function y0From(prediction: Prediction, f: Float32Array, yt: Float32Array, gamma: number): Float32Array {
  const signal = Math.sqrt(gamma);
  const noise = Math.sqrt(1 - gamma);
  switch (prediction) {
    case 'eps':
      return combine([1 / signal, yt], [-noise / signal, f]);
    case 'v':
      return combine([signal, yt], [-noise, f]);
    case 'y0':
      return f;
  }
}

/** The noise that lies between y0 and y_t. @param gamma in [0, 1): a clean y_t tells nothing of its noise */
export function epsFrom(y0: Float32Array, yt: Float32Array, gamma: number): Float32Array {
  const noise = Math.sqrt(1 - gamma);
  return combine([1 / noise, yt], [-Math.sqrt(gamma) / noise, y0]);
}

/** What the network should have said. @returns `out`, or a new array: never `y0` or `eps` themselves */
export function targetOf(
  prediction: Prediction,
  y0: Float32Array,
  eps: Float32Array,
  gamma: number,
  out: Float32Array = new Float32Array(y0.length),
): Float32Array {
  switch (prediction) {
    case 'eps':
      out.set(eps);
      return out;
    case 'v':
      return combine([Math.sqrt(gamma), eps], [-Math.sqrt(1 - gamma), y0], undefined, out);
    case 'y0':
      out.set(y0);
      return out;
  }
}

/**
 * The factor of one picture's loss ||f - target||^2.
 * `uniform`: 1, so it means something else for each prediction. `min-snr`: min(SNR, 5) in units of y0, which is
 * min(SNR, 5) / SNR for eps and min(SNR, 5) / (SNR + 1) for v (Hang et al., section 3.4). For y0 half is added: without
 * it the noisiest levels, where the tint of the whole picture is decided, would hardly be taught
 * (docs/decisions/0003-schedules.md). The same addend for eps would be 0.5 / SNR, without bound.
 */
export function lossWeight(weighting: Weighting, prediction: Prediction, gamma: number): number {
  if (weighting === 'uniform') return 1;
  const limit = 5;
  switch (prediction) {
    case 'eps':
      return Math.min(1, limit / snr(gamma));
    case 'v':
      // min(SNR, 5) / (SNR + 1) with SNR + 1 = 1 / (1 - gamma), also right at gamma = 1.
      return Math.min(gamma, limit * (1 - gamma));
    case 'y0':
      return Math.min(snr(gamma), limit) + 0.5;
  }
}
