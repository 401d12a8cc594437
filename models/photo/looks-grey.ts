import { bandOf, toneOf } from './tone-bands.ts';

/** Chroma that the eye takes for none, root mean square, in steps of 255. */
const unnoticed = 4;

/**
 * Whether a picture has no colours but one tone: grey, sepia, cyanotype. In such a picture the light alone tells a pixel's
 * chroma; what is left once that is taken away must be next to nothing.
 * @param samples interleaved sRGB, 8 bits
 * @param channels 1 or 2: grey; 3 or more: RGB first
 */
export function looksGrey(samples: Uint8Array, channels: number): boolean {
  if (channels < 3) return true;
  const { spread } = toneOf((act) => {
    for (let at = 0; at + channels <= samples.length; at += channels) {
      const [r, g, b] = [samples[at] as number, samples[at + 1] as number, samples[at + 2] as number];
      const y = 0.299 * r + 0.587 * g + 0.114 * b;
      act(bandOf(y / 256), (b - y) / 1.772, (r - y) / 1.402);
    }
  });
  return spread < unnoticed;
}
