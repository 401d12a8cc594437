import { cropPhoto } from '../photo/crop.ts';
import type { Photo } from '../photo/photo.ts';
import { toPlanar } from '../photo/planar.ts';
import { resizePhoto } from '../photo/resize.ts';

/** Side of the pictures that the describing network looks at, pixels, and how many numbers it gives. */
export const descriptionSide = 224;
export const descriptionLength = 1024;

/** [N,3,224,224] with values 0 .. 255 -> [N,1024] */
export type Describe = (pictures: Float32Array, count: number) => Promise<Float32Array>;

/**
 * What makes a face this person's, as FaceRes of HSE (Savchenko 2021) sees it: 1024 numbers that are never negative.
 * @param square of the photo: the face with some hair and neck, as in aligned portraits
 */
export function pictureOfFace(photo: Photo, square: { readonly x: number; readonly y: number; readonly side: number }): Float32Array {
  const { x, y, side } = square;
  const face = resizePhoto(cropPhoto(photo, { x, y, width: side, height: side }), descriptionSide, descriptionSide);
  return toPlanar(face).map((value) => (value + 1) * 127.5);
}

/** Cosine of the angle between two descriptions: 1 = the same, 0 = nothing in common. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [u, w] = [a[i] as number, b[i] as number];
    ab += u * w;
    aa += u * u;
    bb += w * w;
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}
