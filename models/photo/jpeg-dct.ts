// The 8x8 discrete cosine transform in whole numbers, to the bit as libjpeg's default ("islow": jfdctint.c, jidctint.c), after
// Loeffler, Ligtenberg and Moschytz 1989, "Practical fast 1-D DCT algorithms with 11 multiplications". The factors are the
// cosines' sums times 2^13; the first pass keeps 2 bits more than the second gives back.

/** Samples around 0 to coefficients times 8, in place. */
export function forwardDct(block: Int32Array): void {
  for (let row = 0; row < 64; row += 8) forward(block, row, 1, 13 - 2);
  for (let column = 0; column < 8; column++) forward(block, column, 8, 13 + 2);
}

/** Coefficients to samples around 0, in place; not yet limited to 8 bits. */
export function inverseDct(block: Int32Array): void {
  for (let column = 0; column < 8; column++) inverse(block, column, 8, 13 - 2);
  for (let row = 0; row < 64; row += 8) inverse(block, row, 1, 13 + 2 + 3);
}

function forward(block: Int32Array, at: number, step: number, shift: number): void {
  const half = 1 << (shift - 1);
  const [at1, at2, at3, at4] = [at + step, at + 2 * step, at + 3 * step, at + 4 * step];
  const [at5, at6, at7] = [at4 + step, at4 + 2 * step, at4 + 3 * step];
  const sum07 = (block[at] as number) + (block[at7] as number);
  const sum16 = (block[at1] as number) + (block[at6] as number);
  const sum25 = (block[at2] as number) + (block[at5] as number);
  const sum34 = (block[at3] as number) + (block[at4] as number);
  const d07 = (block[at] as number) - (block[at7] as number);
  const d16 = (block[at1] as number) - (block[at6] as number);
  const d25 = (block[at2] as number) - (block[at5] as number);
  const d34 = (block[at3] as number) - (block[at4] as number);

  const outer = sum07 - sum34;
  const inner = sum16 - sum25;
  const even = (inner + outer) * 4433;
  block[at] = ((sum07 + sum34 + sum16 + sum25) * 8192 + half) >> shift;
  block[at4] = ((sum07 + sum34 - sum16 - sum25) * 8192 + half) >> shift;
  block[at2] = (even + outer * 6270 + half) >> shift;
  block[at6] = (even - inner * 15137 + half) >> shift;

  const z5 = (d34 + d16 + d25 + d07) * 9633;
  const z1 = (d34 + d07) * -7373;
  const z2 = (d25 + d16) * -20995;
  const z3 = (d34 + d16) * -16069 + z5;
  const z4 = (d25 + d07) * -3196 + z5;
  block[at7] = (d34 * 2446 + z1 + z3 + half) >> shift;
  block[at5] = (d25 * 16819 + z2 + z4 + half) >> shift;
  block[at3] = (d16 * 25172 + z2 + z3 + half) >> shift;
  block[at1] = (d07 * 12299 + z1 + z4 + half) >> shift;
}

function inverse(block: Int32Array, at: number, step: number, shift: number): void {
  const half = 1 << (shift - 1);
  const [at1, at2, at3, at4] = [at + step, at + 2 * step, at + 3 * step, at + 4 * step];
  const [at5, at6, at7] = [at4 + step, at4 + 2 * step, at4 + 3 * step];
  const c0 = block[at] as number;
  const c1 = block[at1] as number;
  const c2 = block[at2] as number;
  const c3 = block[at3] as number;
  const c4 = block[at4] as number;
  const c5 = block[at5] as number;
  const c6 = block[at6] as number;
  const c7 = block[at7] as number;

  const even = (c2 + c6) * 4433;
  const outer = even + c2 * 6270;
  const inner = even - c6 * 15137;
  const e0 = (c0 + c4) * 8192 + outer + half;
  const e3 = (c0 + c4) * 8192 - outer + half;
  const e1 = (c0 - c4) * 8192 + inner + half;
  const e2 = (c0 - c4) * 8192 - inner + half;

  const z5 = (c7 + c3 + c5 + c1) * 9633;
  const z1 = (c7 + c1) * -7373;
  const z2 = (c5 + c3) * -20995;
  const z3 = (c7 + c3) * -16069 + z5;
  const z4 = (c5 + c1) * -3196 + z5;
  const o3 = c7 * 2446 + z1 + z3;
  const o2 = c5 * 16819 + z2 + z4;
  const o1 = c3 * 25172 + z2 + z3;
  const o0 = c1 * 12299 + z1 + z4;
  block[at] = (e0 + o0) >> shift;
  block[at7] = (e0 - o0) >> shift;
  block[at1] = (e1 + o1) >> shift;
  block[at6] = (e1 - o1) >> shift;
  block[at2] = (e2 + o2) >> shift;
  block[at5] = (e2 - o2) >> shift;
  block[at3] = (e3 + o3) >> shift;
  block[at4] = (e3 - o3) >> shift;
}
