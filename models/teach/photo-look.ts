import { looksGrey } from '../photo/looks-grey.ts';
import { photoHash } from './photo-hash.ts';
import { sharpness } from './sharpness.ts';

/** A photo as it is looked at: upright 8-bit sRGB, interleaved, at most some hundred pixels a side. */
export interface SmallPhoto {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** What a photo is seen to be, before anyone decides whether it teaches anything. */
export interface Look {
  /** No colours but one tone: it cannot teach colours. */
  readonly grey: boolean;
  /** Of a width of 256 pixels: see sharpness.ts. */
  readonly sharpness: number;
  /** 32 hexadecimal digits: see photo-hash.ts. */
  readonly hash: string;
}

export function lookAt(photo: SmallPhoto): Look {
  const light = lightOf(photo);
  return {
    grey: looksGrey(photo.rgb, 3),
    sharpness: sharpness(light, photo.width, photo.height),
    hash: photoHash(light, photo.width, photo.height),
  };
}

/** Rec. 601 luma, [H*W], 0 .. 255 */
function lightOf({ width, height, rgb }: SmallPhoto): Float32Array {
  const light = new Float32Array(width * height);
  for (let i = 0, at = 0; i < light.length; i++, at += 3) {
    light[i] = 0.299 * (rgb[at] as number) + 0.587 * (rgb[at + 1] as number) + 0.114 * (rgb[at + 2] as number);
  }
  return light;
}
