/** One weighted array of a sum. */
type Term = readonly [weight: number, values: Float32Array];

/**
 * The weighted sum of two arrays of the same length, or of three; every formula of diffusion is one. Summed in
 * double precision, rounded once.
 * @param out may be one of the arrays; a new array when absent
 */
export function combine([a, x]: Term, [b, y]: Term, third?: Term, out: Float32Array = new Float32Array(x.length)): Float32Array {
  if (third === undefined) {
    for (let i = 0; i < out.length; i++) out[i] = a * (x[i] as number) + b * (y[i] as number);
    return out;
  }
  const [c, z] = third;
  for (let i = 0; i < out.length; i++) out[i] = a * (x[i] as number) + b * (y[i] as number) + c * (z[i] as number);
  return out;
}
