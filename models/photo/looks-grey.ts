/** Chroma that the eye takes for none, root mean square, in steps of 255. */
const unnoticed = 4;
const bands = 16;

/**
 * Whether a picture has no colours but one tone: grey, sepia, cyanotype. In such a picture the light alone tells a pixel's
 * chroma; what is left once that is taken away must be next to nothing.
 * @param samples interleaved sRGB, 8 bits
 * @param channels 1 or 2: grey; 3 or more: RGB first
 */
export function looksGrey(samples: Uint8Array, channels: number): boolean {
  if (channels < 3) return true;
  const count = Math.floor(samples.length / channels);
  const sums = new Float64Array(3 * bands);
  const eachPixel = (act: (band: number, cb: number, cr: number) => void): void => {
    for (let i = 0; i < count; i++) {
      const at = i * channels;
      const [r, g, b] = [samples[at] as number, samples[at + 1] as number, samples[at + 2] as number];
      const y = 0.299 * r + 0.587 * g + 0.114 * b;
      act(3 * Math.min(bands - 1, Math.floor((y * bands) / 256)), (b - y) / 1.772, (r - y) / 1.402);
    }
  };
  eachPixel((band, cb, cr) => {
    sums[band] = (sums[band] as number) + 1;
    sums[band + 1] = (sums[band + 1] as number) + cb;
    sums[band + 2] = (sums[band + 2] as number) + cr;
  });
  let squares = 0;
  eachPixel((band, cb, cr) => {
    const n = sums[band] as number;
    squares += (cb - (sums[band + 1] as number) / n) ** 2 + (cr - (sums[band + 2] as number) / n) ** 2;
  });
  return Math.sqrt(squares / Math.max(1, count)) < unnoticed;
}
