/** How much a source pixel counts by its distance from the middle of an output pixel, 0 from `radius` on. */
export interface Kernel {
  readonly radius: number;
  weight(distance: number): number;
}

/**
 * A picture of `channels` interleaved values a pixel at another size, row by row from the top; each row holds until the
 * next is asked for. Separable: each source row is resized across when it is first needed and kept in a ring of as many
 * rows as one output row reads, so that a 60-megapixel photo needs no second picture in memory.
 */
export function* resampledRows(
  source: Float32Array,
  channels: number,
  width: number,
  height: number,
  toWidth: number,
  toHeight: number,
  kernel: Kernel,
): Generator<Float64Array, void> {
  const across = tapsOf(width, toWidth, kernel);
  const down = tapsOf(height, toHeight, kernel);
  const rowLength = toWidth * channels;
  const ring = new Float32Array(down.count * rowLength);
  const sums = new Float64Array(rowLength);
  let rowsReady = 0;
  for (let y = 0; y < toHeight; y++) {
    const first = down.first[y] as number;
    for (; rowsReady < first + down.count; rowsReady++) {
      resizeRow(source, rowsReady * width * channels, channels, across, ring, (rowsReady % down.count) * rowLength, toWidth);
    }
    sums.fill(0);
    for (let tap = 0; tap < down.count; tap += 4) addFourRows(ring, rowLength, down, y, tap, sums);
    yield sums;
  }
}

/** One source row, from `from` in `source`, to `toWidth` pixels at `to` in `out`. */
function resizeRow(
  source: Float32Array,
  from: number,
  channels: number,
  { first, count, weights }: Taps,
  out: Float32Array,
  to: number,
  toWidth: number,
): void {
  if (channels === 3) {
    for (let x = 0, at = to; x < toWidth; x++, at += 3) {
      let [red, green, blue] = [0, 0, 0];
      let pixel = from + (first[x] as number) * 3;
      for (let tap = x * count; tap < (x + 1) * count; tap++, pixel += 3) {
        const weight = weights[tap] as number;
        red += weight * (source[pixel] as number);
        green += weight * (source[pixel + 1] as number);
        blue += weight * (source[pixel + 2] as number);
      }
      out[at] = red;
      out[at + 1] = green;
      out[at + 2] = blue;
    }
    return;
  }
  for (let x = 0, at = to; x < toWidth; x++) {
    for (let c = 0; c < channels; c++, at++) {
      let sum = 0;
      let value = from + (first[x] as number) * channels + c;
      for (let tap = x * count; tap < (x + 1) * count; tap++, value += channels) {
        sum += (weights[tap] as number) * (source[value] as number);
      }
      out[at] = sum;
    }
  }
}

/** Adds taps tap .. tap+3 (as many as there are) of output row y: four at a time because what costs is the sums' memory traffic. */
function addFourRows(ring: Float32Array, rowLength: number, taps: Taps, y: number, tap: number, sums: Float64Array): void {
  const { first, count, weights } = taps;
  const weight = (n: number): number => (tap + n < count ? (weights[y * count + tap + n] as number) : 0);
  const row = (n: number): number => (((first[y] as number) + Math.min(count - 1, tap + n)) % count) * rowLength;
  const [wa, wb, wc, wd] = [weight(0), weight(1), weight(2), weight(3)];
  const [a, b, c, d] = [row(0), row(1), row(2), row(3)];
  for (let i = 0; i < rowLength; i++) {
    sums[i] =
      (sums[i] as number) +
      wa * (ring[a + i] as number) +
      wb * (ring[b + i] as number) +
      wc * (ring[c + i] as number) +
      wd * (ring[d + i] as number);
  }
}

interface Taps {
  /** How many source pixels every output pixel reads. */
  readonly count: number;
  /** [size] the first of them; never decreasing, first + count never beyond the source. */
  readonly first: Int32Array;
  /** [size*count], each row sums to 1; zero beyond the kernel and outside of the source. */
  readonly weights: Float64Array;
}

/** Pixel centres lie at half-integers on both grids; beyond the border the kernel is cut and weighs what is left. */
function tapsOf(sourceSize: number, size: number, kernel: Kernel): Taps {
  const scale = sourceSize / size;
  const stretch = Math.max(1, scale);
  const reach = kernel.radius * stretch;
  const count = Math.min(sourceSize, Math.ceil(2 * reach));
  const first = new Int32Array(size);
  const weights = new Float64Array(size * count);
  for (let i = 0; i < size; i++) {
    const centre = (i + 0.5) * scale;
    const start = Math.min(Math.max(0, Math.ceil(centre - reach - 0.5)), sourceSize - count);
    first[i] = start;
    const row = weights.subarray(i * count, (i + 1) * count);
    let sum = 0;
    for (let tap = 0; tap < count; tap++) {
      const weight = kernel.weight(Math.abs(start + tap + 0.5 - centre) / stretch);
      row[tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < count; tap++) row[tap] = (row[tap] as number) / sum;
  }
  return { count, first, weights };
}
