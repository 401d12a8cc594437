import { luma, mergeLumaChroma } from './colour.ts';
import type { HoleMask, Photo } from './photo.ts';
import { bandOf, bands, toneOf } from './tone-bands.ts';

/** The chroma of a photo without colours, by its light: Cb and Cr in the middle of each band. */
export interface Tone {
  readonly cb: Float64Array;
  readonly cr: Float64Array;
}

/** Chroma that the eye takes for none, root mean square, of [-1, 1] (`looks-grey.ts`: 4 of 255). */
const unnoticed = 8 / 255;
/** As many pixels tell as much as all of a large photo. */
const enough = 200_000;

/**
 * The one tone of a photo that has no colours: grey, sepia, cyanotype.
 * @param mask pixels above 0 are not looked at
 * @returns undefined if the photo has colours, or nothing is known of it
 */
export function oneTone({ width, height, rgb }: Photo, mask: HoleMask): Tone | undefined {
  const stride = Math.max(1, Math.floor((width * height) / enough));
  const { counts, cb, cr, spread } = toneOf((act) => {
    for (let pixel = 0; pixel < width * height; pixel += stride) {
      if ((mask.hole[pixel] as number) > 0) continue;
      const [r, g, b] = [rgb[3 * pixel] as number, rgb[3 * pixel + 1] as number, rgb[3 * pixel + 2] as number];
      const y = 0.299 * r + 0.587 * g + 0.114 * b;
      act(bandOf((y + 1) / 2), (b - y) / 1.772, (r - y) / 1.402);
    }
  });
  if (counts.every((count) => count === 0) || spread >= unnoticed) return undefined;
  return { cb: withNeighbours(cb, counts), cr: withNeighbours(cr, counts) };
}

/** The light of a picture in a photo's tone. */
export function inTone(picture: Photo, { cb, cr }: Tone): Photo {
  const light = luma(picture);
  const chroma = new Float32Array(2 * light.length);
  for (let i = 0; i < light.length; i++) {
    const place = Math.min(bands - 1, Math.max(0, (((light[i] as number) + 1) / 2) * bands - 0.5));
    const low = Math.floor(place);
    const high = Math.min(bands - 1, low + 1);
    const share = place - low;
    chroma[i] = (1 - share) * (cb[low] as number) + share * (cb[high] as number);
    chroma[light.length + i] = (1 - share) * (cr[low] as number) + share * (cr[high] as number);
  }
  return mergeLumaChroma(light, chroma, picture.width, picture.height);
}

/** A band that no pixel lies in takes the nearest one's chroma. */
function withNeighbours(values: Float64Array, counts: Float64Array): Float64Array {
  const filled = [...counts.keys()].filter((band) => (counts[band] as number) > 0);
  const nearest = (band: number): number => filled.reduce((best, other) => (Math.abs(other - band) < Math.abs(best - band) ? other : best));
  return values.map((_, band) => values[nearest(band)] as number);
}
