import { createPhoto, type Photo } from './photo.ts';

// Y = 0.299 R + 0.587 G + 0.114 B on encoded values (Rec. 601); Cb = (B - Y) / 1.772, Cr = (R - Y) / 1.402 (JFIF 1.02).
const redWeight = 0.299;
const greenWeight = 0.587;
const blueWeight = 0.114;
const redOfCr = 2 * (1 - redWeight);
const blueOfCb = 2 * (1 - blueWeight);
const greenOfCb = (-blueWeight * blueOfCb) / greenWeight;
const greenOfCr = (-redWeight * redOfCr) / greenWeight;

/** The photo's light: [H*W] in [-1, 1]. A grey photo's is its grey, to the bit. */
export function luma(photo: Photo): Float32Array {
  const { rgb } = photo;
  const y = new Float32Array(photo.width * photo.height);
  for (let i = 0, from = 0; i < y.length; i++, from += 3) {
    y[i] = redWeight * (rgb[from] as number) + greenWeight * (rgb[from + 1] as number) + blueWeight * (rgb[from + 2] as number);
  }
  return y;
}

/** The photo without colour: its luma three times. */
export function greyOf(photo: Photo): Photo {
  const grey = createPhoto(photo.width, photo.height);
  const y = luma(photo);
  for (let i = 0, to = 0; i < y.length; i++, to += 3) grey.rgb[to] = grey.rgb[to + 1] = grey.rgb[to + 2] = y[i] as number;
  return grey;
}

/** The photo's colour without its light: planar [2,H,W], Cb then Cr, each in [-1, 1], 0 = grey. */
export function chroma(photo: Photo): Float32Array {
  const { rgb } = photo;
  const pixels = photo.width * photo.height;
  const cbcr = new Float32Array(2 * pixels);
  for (let i = 0, from = 0; i < pixels; i++, from += 3) {
    const r = rgb[from] as number;
    const b = rgb[from + 2] as number;
    const y = redWeight * r + greenWeight * (rgb[from + 1] as number) + blueWeight * b;
    cbcr[i] = (b - y) / blueOfCb;
    cbcr[pixels + i] = (r - y) / redOfCr;
  }
  return cbcr;
}

/**
 * The photo with exactly this luma [H*W] and this chroma [2,H,W] times `intensity`. Where that leaves [-1, 1], the
 * pixel's chroma is shrunk towards grey until it fits: hue and light stay, only saturation gives way.
 * @param intensity 0 = grey, 1 = the chroma as given, above 1 = more vivid
 */
export function mergeLumaChroma(luma: Float32Array, chroma: Float32Array, width: number, height: number, intensity = 1): Photo {
  const photo = createPhoto(width, height);
  const { rgb } = photo;
  const pixels = width * height;
  for (let i = 0, to = 0; i < pixels; i++, to += 3) {
    const y = luma[i] as number;
    const cb = intensity * (chroma[i] as number);
    const cr = intensity * (chroma[pixels + i] as number);
    const red = redOfCr * cr;
    const green = greenOfCb * cb + greenOfCr * cr;
    const blue = blueOfCb * cb;
    const kept = shareInGamut(y, red, shareInGamut(y, green, shareInGamut(y, blue, 1)));
    rgb[to] = y + kept * red;
    rgb[to + 1] = y + kept * green;
    rgb[to + 2] = y + kept * blue;
  }
  return photo;
}

/** The share, at most `kept`, of `colour` that light y can carry within [-1, 1]. */
function shareInGamut(y: number, colour: number, kept: number): number {
  const value = y + kept * colour;
  if (value > 1) return Math.min(kept, Math.max(0, (1 - y) / colour));
  if (value < -1) return Math.min(kept, Math.max(0, (-1 - y) / colour));
  return kept;
}

/**
 * CIELAB under D65 of one sRGB colour (IEC 61966-2-1, CIE 15), for measuring colour as people see it.
 * @param r g, b encoded, in [-1, 1]
 * @returns L in [0, 100], a (green to red), b (blue to yellow)
 */
export function toLab(r: number, g: number, b: number): [L: number, a: number, b: number] {
  const [red, green, blue] = [linear(r), linear(g), linear(b)];
  const x = labCurve((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
  const y = labCurve(0.2126729 * red + 0.7151522 * green + 0.072175 * blue);
  const z = labCurve((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function linear(encoded: number): number {
  const v = (encoded + 1) / 2;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

function labCurve(t: number): number {
  return t > (6 / 29) ** 3 ? Math.cbrt(t) : (t * (29 / 6) ** 2) / 3 + 4 / 29;
}
