import { lossWeight, type Prediction, targetOf } from '../diffusion/prediction.ts';
import { noised } from '../diffusion/process.ts';
import { drawGamma } from '../diffusion/schedule.ts';
import { cropPhoto } from '../photo/crop.ts';
import { createPhoto, type Photo } from '../photo/photo.ts';
import { resizePhoto } from '../photo/resize.ts';
import type { Random } from '../random.ts';
import type { Pair, TaskDefinition } from '../tasks/task.ts';
import type { Recipe } from './recipe.ts';

/** A photo as it lies in memory between epochs: R, G, B bytes, rows from the top. */
export interface StoredPhoto {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** Inputs of the training graph for `size` pictures of side s. */
export interface Batch {
  readonly size: number;
  /** Condition, noisy picture and target, each [size,3,s,s]. */
  readonly x: Float32Array;
  readonly yt: Float32Array;
  readonly target: Float32Array;
  /** [size,1] */
  readonly gamma: Float32Array;
  /** [size,1,s,s]: the share each pixel has in the loss, which is a mean over pictures, places and channels. */
  readonly weight: Float32Array;
}

/** What a batch is drawn with. */
export interface Drawing {
  readonly task: TaskDefinition;
  readonly recipe: Recipe;
  readonly prediction: Prediction;
  readonly gammas: Float64Array;
}

/**
 * Lines 2 to 4 of Algorithm 1 (Palette; the study) for several photos: (x, y0) ~ p(x, y), gamma, eps ~ N(0, I).
 * In a task with a hole, the network sees the known pixels clean and is judged inside the hole only, as Palette is.
 * @param batchSize pictures of the whole step, over which the loss is a mean
 */
export function drawBatch(photos: readonly StoredPhoto[], batchSize: number, drawing: Drawing, random: Random): Batch {
  const { task, recipe, prediction, gammas } = drawing;
  const places = recipe.side ** 2;
  const size = photos.length;
  const empty = (channels: number): Float32Array => new Float32Array(size * channels * places);
  const batch = { size, x: empty(3), yt: empty(3), target: empty(3), gamma: new Float32Array(size), weight: empty(1) };
  const eps = new Float32Array(3 * places);
  for (const [n, stored] of photos.entries()) {
    const picture = (tensor: Float32Array, channels: number): Float32Array =>
      tensor.subarray(n * channels * places, (n + 1) * channels * places);
    const { x, y0, hole } = task.damage(augment(stored, recipe, random), random);
    const gamma = drawGamma(gammas, random);
    random.gaussian(eps);
    batch.gamma[n] = gamma;
    picture(batch.x, 3).set(x);
    targetOf(prediction, y0, eps, gamma, picture(batch.target, 3));
    const yt = noised(y0, eps, gamma, picture(batch.yt, 3));
    if (hole !== undefined) keepKnown(yt, y0, hole);
    spread(lossWeight(recipe.weighting, prediction, gamma) / batchSize, hole, picture(batch.weight, 1));
  }
  return batch;
}

/** A random square of the photo at the network's side, mirrored half of the time. */
function augment(stored: StoredPhoto, { side, smallestCrop }: Recipe, random: Random): Photo {
  const whole = Math.min(stored.width, stored.height);
  const kept = Math.round(whole * random.between(smallestCrop, 1));
  const x = random.integer(stored.width - kept + 1);
  const y = random.integer(stored.height - kept + 1);
  const mirrored = random.uniform() < 0.5;
  const square = cropPhoto(toPhoto(stored, mirrored), { x, y, width: kept, height: kept });
  return kept === side ? square : resizePhoto(square, side, side);
}

function toPhoto({ width, height, rgb }: StoredPhoto, mirrored: boolean): Photo {
  const photo = createPhoto(width, height);
  for (let row = 0, to = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const from = (row * width + (mirrored ? width - 1 - column : column)) * 3;
      for (let channel = 0; channel < 3; channel++) photo.rgb[to++] = (rgb[from + channel] as number) / 127.5 - 1;
    }
  }
  return photo;
}

function keepKnown(yt: Float32Array, y0: Float32Array, hole: NonNullable<Pair['hole']>): void {
  for (let i = 0; i < yt.length; i++) if (hole[i % hole.length] === 0) yt[i] = y0[i] as number;
}

/** `total` in even shares over the hole, or over everything. */
function spread(total: number, hole: Pair['hole'], weight: Float32Array): void {
  const places = hole === undefined ? weight.length : hole.reduce((sum, value) => sum + value, 0);
  for (let i = 0; i < weight.length; i++) weight[i] = ((hole?.[i] ?? 1) * total) / (3 * places);
}
