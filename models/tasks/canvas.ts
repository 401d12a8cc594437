import { cropPhoto } from '../photo/crop.ts';
import { createMask, createPhoto, type Photo, type Rectangle } from '../photo/photo.ts';
import { fromPlanar, toPlanar } from '../photo/planar.ts';
import { resizeMask, resizePhoto, resizePlanar } from '../photo/resize.ts';

/** A part of a photo, drawn at the size at which the network looks at it. */
export interface Canvas {
  readonly photo: Photo;
  /** The part alone, as large as it is on the canvas. */
  readonly part: Photo;
  /** Where on the canvas the part lies; around it the part is mirrored. */
  readonly inner: Rectangle;
}

/** Canvases are at most this many times as long as wide: a strip is mirrored at its long sides rather than drawn larger. */
const mostElongated = 4;

/** The canvas size for a part of this size, whose short side becomes `shortSide`. */
export function canvasSize(width: number, height: number, shortSide: number): { width: number; height: number; inner: Rectangle } {
  const scale = Math.min(shortSide / Math.min(width, height), (mostElongated * shortSide) / Math.max(width, height));
  const innerWidth = Math.max(1, Math.round(width * scale));
  const innerHeight = Math.max(1, Math.round(height * scale));
  const canvas = { width: Math.max(shortSide, innerWidth), height: Math.max(shortSide, innerHeight) };
  const x = (canvas.width - innerWidth) >> 1;
  const y = (canvas.height - innerHeight) >> 1;
  return { ...canvas, inner: { x, y, width: innerWidth, height: innerHeight } };
}

/** Draws a part of a photo. */
export function layCanvas(part: Photo, shortSide: number): Canvas {
  const { width, height, inner } = canvasSize(part.width, part.height, shortSide);
  const drawn = resizePhoto(part, inner.width, inner.height);
  return { photo: mirroredAround(drawn, inner, width, height), part: drawn, inner };
}

/** Another picture of the part, of the part's size on the canvas, as a picture of the whole canvas. */
export function layOn({ photo: { width, height }, inner }: Canvas, part: Photo): Photo {
  return mirroredAround(part, inner, width, height);
}

/**
 * Draws a part with a hole [H*W] of 0 and 1. Nothing of the hole's pixels reaches a known pixel of the canvas, whatever
 * the filter reaches over: a canvas pixel that sees any of the hole closely is unknown too, and one whose filter
 * brushes it is made of known pixels alone.
 */
export function layHoledCanvas(part: Photo, hole: Float32Array, shortSide: number): Canvas & { readonly hole: Float32Array } {
  const { width, height, inner } = canvasSize(part.width, part.height, shortSide);
  const same = inner.width === part.width && inner.height === part.height;
  const small = same ? { photo: part, hole } : shrunkAround(part, hole, inner.width, inner.height);
  const photo = mirroredAround(small.photo, inner, width, height);
  return { photo, part: small.photo, inner, hole: mirroredMask(small.hole, inner, width, height) };
}

/** What of a planar canvas is no mirror image. */
export function liftCanvas(planar: Float32Array, { photo: { width, height }, inner }: Canvas): Photo {
  return cropPhoto(fromPlanar(planar, width, height), inner);
}

function mirroredAround(photo: Photo, inner: Rectangle, width: number, height: number): Photo {
  if (photo.width === width && photo.height === height) return photo;
  return cropPhoto(photo, { x: -inner.x, y: -inner.y, width, height });
}

/** Unlike `cropMask`, for which nothing is missing beyond a photo: the mirror image of a hole is no knowledge either. */
function mirroredMask(hole: Float32Array, inner: Rectangle, width: number, height: number): Float32Array {
  if (hole.length === width * height) return hole;
  const grey = createPhoto(inner.width, inner.height);
  for (let i = 0; i < grey.rgb.length; i++) grey.rgb[i] = hole[Math.floor(i / 3)] as number;
  return toPlanar(mirroredAround(grey, inner, width, height)).subarray(0, width * height);
}

/** Resizes known pixels only, each sum divided by the weight of what it is made of. */
function shrunkAround(part: Photo, hole: Float32Array, width: number, height: number): { photo: Photo; hole: Float32Array } {
  const emptied = toPlanar(part);
  const known = new Float32Array(hole.length);
  for (let pixel = 0; pixel < hole.length; pixel++) {
    if (hole[pixel] === 0) known[pixel] = 1;
    else for (let channel = 0; channel < emptied.length; channel += hole.length) emptied[channel + pixel] = 0;
  }
  const values = resizePlanar(emptied, 3, part.width, part.height, width, height);
  const weight = resizePlanar(known, 1, part.width, part.height, width, height);
  const touched = resizeMask(createMask(part.width, part.height, hole), width, height).hole.map((value) => (value > 1e-3 ? 1 : 0));
  for (let i = 0; i < values.length; i++) {
    const pixel = i % touched.length;
    if (touched[pixel] === 0) values[i] = Math.min(1, Math.max(-1, (values[i] as number) / (weight[pixel] as number)));
  }
  return { photo: fromPlanar(values, width, height), hole: touched };
}
