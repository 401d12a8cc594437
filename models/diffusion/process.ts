import { combine } from './combine.ts';

/** q(y_t | y_0): y_t = sqrt(gamma) y0 + sqrt(1 - gamma) eps (Palette, equation 1). @param out may be y0 or eps */
export function noised(y0: Float32Array, eps: Float32Array, gamma: number, out?: Float32Array): Float32Array {
  return combine([Math.sqrt(gamma), y0], [Math.sqrt(1 - gamma), eps], undefined, out);
}

/** Signal to noise ratio gamma / (1 - gamma); infinite for a clean picture. */
export function snr(gamma: number): number {
  return gamma / (1 - gamma);
}

/** lambda = log(sqrt(gamma) / sqrt(1 - gamma)), half the logarithm of the SNR (Lu et al. 2022): the samplers' own time. */
export function logSnr(gamma: number): number {
  return Math.log(snr(gamma)) / 2;
}

/** The gamma with this lambda. */
export function gammaOfLogSnr(lambda: number): number {
  return 1 / (1 + Math.exp(-2 * lambda));
}

/** N(onY0 y0 + onYt y_t, deviation^2). */
interface Posterior {
  readonly onY0: number;
  readonly onYt: number;
  readonly deviation: number;
}

/**
 * q(y_s | y_t, y_0) for any s less noisy than t: Ho et al. 2020, equations 6 and 7, with one step's alpha_t replaced by
 * what the jump keeps, alpha = gamma_t / gamma_s.
 * @param gammaT the noisier level, in (0, 1) @param gammaS in (gammaT, 1]
 */
export function posterior(gammaT: number, gammaS: number): Posterior {
  const alpha = gammaT / gammaS;
  const beta = (gammaS - gammaT) / gammaS; // 1 - alpha without its cancellation
  return {
    onY0: (Math.sqrt(gammaS) * beta) / (1 - gammaT),
    onYt: (Math.sqrt(alpha) * (1 - gammaS)) / (1 - gammaT),
    deviation: Math.sqrt(((1 - gammaS) * beta) / (1 - gammaT)),
  };
}
