/**
 * Frequencies of the noise-level embedding (Vaswani et al. 2017, section 3.5; continuous level: Chen et al. 2020, WaveGrad).
 * The embedding of gamma is [cos(gamma w_0) .. cos(gamma w_h), sin(gamma w_0) .. sin(gamma w_h)], h = width / 2, with
 * w_i = 1000 * 10000^(-i / h): gamma lies in [0, 1], the factor 1000 spreads it as far as the step numbers once did.
 */
export function embeddingFrequencies(width: number): Float32Array {
  const half = width / 2;
  return Float32Array.from({ length: half }, (_, i) => 1000 * 10000 ** (-i / half));
}
