import { chroma, luma, mergeLumaChroma } from '../photo/colour.ts';
import { gaussianBlur, gaussianTaps } from '../photo/gaussian-blur.ts';
import { jpegDamage } from '../photo/jpeg-damage.ts';
import { createMask, createPhoto, type Photo } from '../photo/photo.ts';
import { paintStroke } from '../photo/strokes.ts';
import type { Random } from '../random.ts';

/**
 * What happens to the light of a photo from the lens to the file, in that order: a soft lens, the grain of film, fading,
 * dust and scratches, a JPEG. Fading always, each of the others now and then; models/pretrain/ageing.py does the same.
 * @param grey [H*W], any values in [-1, 1] @returns values in [-1, 1]
 */
function aged(grey: Float32Array, width: number, height: number, random: Random): Float32Array {
  let light = grey;
  if (random.uniform() < 0.4) light = gaussianBlur(light, width, height, random.between(0.4, 1.4));
  if (random.uniform() < 0.5) light = grained(light, width, height, random);
  light = faded(light, random);
  if (random.uniform() < 0.3) light = scratched(light, width, height, random);
  if (random.uniform() < 0.3) light = compressed(light, width, height, 30 + random.integer(61));
  return light;
}

/** The photo's aged light [H*W], and its own colours on it. */
export function onAgedLight(photo: Photo, random: Random): { readonly light: Float32Array; readonly photo: Photo } {
  const { width, height } = photo;
  const light = aged(luma(photo), width, height, random);
  return { light, photo: mergeLumaChroma(light, chroma(photo), width, height) };
}

/** Gaussian noise in clumps of 0.4 to 1 pixels, 0.02 to 0.12 of the range's half, weaker towards black and white. */
function grained(light: Float32Array, width: number, height: number, random: Random): Float32Array {
  const amplitude = random.between(0.02, 0.12);
  const clump = random.between(0.4, 1);
  const noise = gaussianBlur(random.gaussian(new Float32Array(light.length)), width, height, clump);
  // A blur takes sum(taps^2) of the variance in each direction.
  const scale = amplitude / gaussianTaps(clump).reduce((sum, tap) => sum + tap * tap, 0);
  return light.map((value, i) => value + scale * (1 - 0.7 * value * value) * (noise[i] as number));
}

/**
 * What decades, a flatbed scanner and a copyist do to the tones of a print: blacks turn grey, whites turn dull or burn
 * out, and the middle moves. A monotone curve over v in [0, 1], low + (high - low) v / (v + k (1 - v)), clipped; k acts
 * like a gamma of 0.74 to 1.4 but costs no power per pixel (Schlick 1994, "Fast alternatives to Perlin's bias and gain").
 */
function faded(light: Float32Array, random: Random): Float32Array {
  const low = random.between(-0.08, 0.18);
  const span = random.between(0.82, 1.08) - low;
  const k = Math.exp(random.between(-0.5, 0.5));
  return light.map((value) => {
    const v = Math.min(1, Math.max(0, (value + 1) / 2));
    return 2 * Math.min(1, Math.max(0, low + (span * v) / (v + k * (1 - v)))) - 1;
  });
}

/** How many marks a damaged print has, at most; the least is one. */
const mostMarks = 8;

/** Specks and hairlines, white or black, each more or less transparent. */
function scratched(light: Float32Array, width: number, height: number, random: Random): Float32Array {
  const size = Math.max(width, height);
  let marked = light;
  for (let marks = 1 + random.integer(mostMarks); marks > 0; marks--) {
    const from = { x: random.between(0, width), y: random.between(0, height) };
    const length = size * (random.uniform() < 0.5 ? random.between(0, 0.03) : random.between(0.1, 0.8));
    const angle = random.between(0, 2 * Math.PI);
    const to = { x: from.x + length * Math.cos(angle), y: from.y + length * Math.sin(angle) };
    const mask = createMask(width, height);
    paintStroke(mask, { points: [from, to], radius: size * random.between(0.002, 0.008), softness: 0 });
    const tone = random.uniform() < 0.5 ? -1 : 1;
    const opacity = random.between(0.4, 1);
    marked = marked.map((value, i) => value + opacity * (mask.hole[i] as number) * (tone - value));
  }
  return marked;
}

function compressed(light: Float32Array, width: number, height: number, quality: number): Float32Array {
  const grey = createPhoto(width, height, Float32Array.from({ length: 3 * light.length }, (_, i) => light[Math.floor(i / 3)] as number));
  return luma(jpegDamage(grey, quality));
}
