import { toLab } from '../photo/colour.ts';
import type { Photo } from '../photo/photo.ts';
import { ciede2000 } from './ciede2000.ts';

/** How far a picture's colours are from the true ones, means over its pixels. */
export interface ColourError {
  readonly ciede2000: number;
  /** Restored less true a*: above 0 the picture is too red, below too green. */
  readonly a: number;
  /** Restored less true b*: above 0 the picture is too yellow, below too blue. */
  readonly b: number;
}

/** A photo's CIELAB colours, [H*W*3]: L*, a*, b* of each pixel. Both photos are taken for sRGB. */
export function labOf({ rgb }: Photo): Float32Array {
  const lab = new Float32Array(rgb.length);
  for (let i = 0; i < rgb.length; i += 3) lab.set(toLab(rgb[i] as number, rgb[i + 1] as number, rgb[i + 2] as number), i);
  return lab;
}

/** @param where [H*W]: only pixels with a value above 0 count; all of them when absent */
export function colourError(truth: Float32Array, restored: Float32Array, where?: Float32Array): ColourError {
  const sum = { ciede2000: 0, a: 0, b: 0 };
  let count = 0;
  for (let i = 0, pixel = 0; i < truth.length; i += 3, pixel++) {
    if (where !== undefined && (where[pixel] as number) <= 0) continue;
    const [L1, a1, b1] = [truth[i] as number, truth[i + 1] as number, truth[i + 2] as number];
    const [L2, a2, b2] = [restored[i] as number, restored[i + 1] as number, restored[i + 2] as number];
    sum.ciede2000 += ciede2000(L1, a1, b1, L2, a2, b2);
    sum.a += a2 - a1;
    sum.b += b2 - b1;
    count++;
  }
  return { ciede2000: sum.ciede2000 / count, a: sum.a / count, b: sum.b / count };
}
