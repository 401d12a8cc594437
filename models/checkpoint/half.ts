/**
 * IEEE 754 half precision and bfloat16, whole arrays at a time. @petamoriken/float16 does single values; a cold start
 * waits for six million.
 */

/** binary16 -> binary32, exact (also subnormals, infinities and NaN). */
export function halvesToFloats(halves: Uint16Array): Float32Array {
  const table = halfTable();
  const floats = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) floats[i] = table[halves[i] as number] as number;
  return floats;
}

/** bfloat16 -> binary32, exact: it is binary32's upper half. */
export function brainsToFloats(brains: Uint16Array): Float32Array {
  const bits = new Uint32Array(brains.length);
  for (let i = 0; i < brains.length; i++) bits[i] = (brains[i] as number) << 16;
  return new Float32Array(bits.buffer);
}

/** binary32 -> binary16, to nearest, ties to even; what is too large becomes infinity. */
export function floatsToHalves(floats: Float32Array): Uint16Array {
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  const halves = new Uint16Array(bits.length);
  for (let i = 0; i < bits.length; i++) halves[i] = halfOf(bits[i] as number);
  return halves;
}

function halfOf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // NaN
  if (magnitude >= 0x47800000) return sign | 0x7c00; // 2^16 and more
  if (magnitude >= 0x38800000) {
    // A carry out of the mantissa runs into the exponent, which is just the rounding wanted, up to infinity.
    return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
  }
  if (magnitude < 0x33000000) return sign; // under 2^-25, half of the smallest subnormal
  const shift = 126 - (magnitude >>> 23);
  const mantissa = (magnitude & 0x7fffff) | 0x800000;
  return sign | ((mantissa + (1 << (shift - 1)) - 1 + ((mantissa >>> shift) & 1)) >>> shift);
}

let halfTableOnceBuilt: Float32Array | undefined;

/** All 65536 values; 256 KB stay in the second-level cache. */
function halfTable(): Float32Array {
  if (halfTableOnceBuilt !== undefined) return halfTableOnceBuilt;
  const bits = new Uint32Array(65536);
  for (let half = 0; half < 65536; half++) {
    const sign = (half & 0x8000) << 16;
    const exponent = (half >>> 10) & 0x1f;
    const mantissa = half & 0x3ff;
    if (exponent === 31) bits[half] = sign | 0x7f800000 | (mantissa << 13);
    else if (exponent > 0) bits[half] = sign | ((exponent + 112) << 23) | (mantissa << 13);
    else bits[half] = sign | subnormalBits(mantissa);
  }
  halfTableOnceBuilt = new Float32Array(bits.buffer);
  return halfTableOnceBuilt;
}

/** mantissa * 2^-24 as binary32: shift the leading one up to its hidden place. */
function subnormalBits(mantissa: number): number {
  if (mantissa === 0) return 0;
  const leadingZeros = Math.clz32(mantissa) - 21;
  return ((113 - leadingZeros) << 23) | ((mantissa << (13 + leadingZeros)) & 0x7fffff);
}
