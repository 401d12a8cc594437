/** Of light: in each a picture of one tone has one chroma. */
export const bands = 16;

/** @param light 0 .. 1 */
export function bandOf(light: number): number {
  return Math.min(bands - 1, Math.max(0, Math.floor(light * bands)));
}

/** Means of each band, in the units of what was told; 0 where no pixel lies. */
interface BandedChroma {
  readonly counts: Float64Array;
  readonly cb: Float64Array;
  readonly cr: Float64Array;
  /** What the light does not tell of the chroma: distance from the band's mean, root mean square. */
  readonly spread: number;
}

/** @param eachPixel tells the band and chroma of every pixel, the same each time it is called */
export function toneOf(eachPixel: (act: (band: number, cb: number, cr: number) => void) => void): BandedChroma {
  const [counts, cb, cr] = [new Float64Array(bands), new Float64Array(bands), new Float64Array(bands)];
  eachPixel((band, blue, red) => {
    counts[band] = (counts[band] as number) + 1;
    cb[band] = (cb[band] as number) + blue;
    cr[band] = (cr[band] as number) + red;
  });
  for (let band = 0; band < bands; band++) {
    cb[band] = (cb[band] as number) / Math.max(1, counts[band] as number);
    cr[band] = (cr[band] as number) / Math.max(1, counts[band] as number);
  }
  let squares = 0;
  eachPixel((band, blue, red) => (squares += (blue - (cb[band] as number)) ** 2 + (red - (cr[band] as number)) ** 2));
  return { counts, cb, cr, spread: Math.sqrt(squares / Math.max(1, counts.reduce((sum, count) => sum + count, 0))) };
}
