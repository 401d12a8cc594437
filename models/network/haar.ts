/**
 * The orthonormal Haar transform as the kernel of one strided convolution (Mallat 1989). Applied `levels` times to every
 * band it turns each s x s patch (s = 2^levels) into s*s coefficients by an orthogonal matrix: white noise stays white,
 * so diffusion in this basis is the same diffusion, at 1 / s^2 of the places.
 * Band k of channel c is output channel c*s*s + k; k counts through the rows of the Kronecker products below,
 * k = 0 the mean (times s), so channels 0, s*s, 2*s*s are a small picture.
 * @returns [s*s, s, s]: kernel k, row, column
 */
export function haarKernels(levels: number): Float32Array {
  const side = 2 ** levels;
  const line = haarMatrix(levels);
  const kernels = new Float32Array(side ** 4);
  for (let k = 0; k < side * side; k++) {
    const vertical = Math.floor(k / side);
    const horizontal = k % side;
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        kernels[(k * side + row) * side + column] = (line[vertical * side + row] as number) * (line[horizontal * side + column] as number);
      }
    }
  }
  return kernels;
}

/** Wavelet-packet matrix H_1 = [1 1; 1 -1] / sqrt 2, H_n = H_1 (x) H_(n-1): symmetric and orthogonal. */
function haarMatrix(levels: number): Float64Array {
  const side = 2 ** levels;
  const matrix = new Float64Array(side * side);
  for (let i = 0; i < side; i++) {
    for (let j = 0; j < side; j++) matrix[i * side + j] = (evenBits(i & j) ? 1 : -1) / Math.sqrt(side);
  }
  return matrix;
}

function evenBits(word: number): boolean {
  let bits = 0;
  for (let rest = word; rest > 0; rest &= rest - 1) bits++;
  return bits % 2 === 0;
}
