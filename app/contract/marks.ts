import * as v from 'valibot';
import type { PhotoId } from './photos.ts';

/** Pixels of the photo; the first pixel's centre is (0.5, 0.5). Strokes may leave the photo. */
const coordinate = v.pipe(v.number(), v.minValue(-100_000), v.maxValue(100_000));
const point = v.strictObject({ x: coordinate, y: coordinate });
const pressedPoint = v.strictObject({ ...point.entries, pressure: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))) });
const erase = v.optional(v.boolean(), false);

/** By which a window knows its own marks when it is told of them. */
export const windowName = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/));

export const maskId = v.pipe(v.string(), v.regex(/^[a-z0-9]{20}$/), v.brand('MaskId'));
export type MaskId = v.InferOutput<typeof maskId>;

/** One thing a person did to the mask, in the photo's coordinates: the mask is what all of them make, in order. */
export const mark = v.variant('kind', [
  v.strictObject({
    kind: v.literal('stroke'),
    points: v.pipe(v.array(pressedPoint), v.minLength(1), v.maxLength(20_000)),
    /** Pixels. */
    radius: v.pipe(v.number(), v.gtValue(0), v.maxValue(10_000)),
    /** How much of the radius fades out: 0 = hard edge, 1 = down to the middle. */
    softness: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
    erase,
  }),
  v.strictObject({ kind: v.literal('lasso'), points: v.pipe(v.array(point), v.minLength(3), v.maxLength(20_000)), erase }),
  v.strictObject({ kind: v.literal('rectangle'), from: point, to: point, erase }),
  /** Adds a mask that was imported or found. */
  v.strictObject({ kind: v.literal('stamp'), mask: maskId, erase }),
  v.strictObject({ kind: v.literal('invert') }),
  v.strictObject({ kind: v.literal('clear') }),
]);
export type Mark = v.InferOutput<typeof mark>;

/** A mask that the application keeps for a photo; its pixels are a picture (contract/pictures.ts). */
export interface MaskView {
  readonly id: MaskId;
  readonly photo: PhotoId;
  readonly width: number;
  readonly height: number;
  /** Share of the photo that is marked, 0 .. 1. */
  readonly share: number;
}
