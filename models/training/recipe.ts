import * as v from 'valibot';

const positive = v.pipe(v.number(), v.gtValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Everything that decides what a training run computes, so that a recipe and a seed name its result to the byte. */
export const recipeSchema = v.strictObject({
  /** Side of the training pictures, pixels; the network is convolutional and may meet smaller pictures first. */
  side: v.pipe(count, v.multipleOf(16), v.maxValue(1024)),
  /** Pictures a step. */
  batch: count,
  /** Pictures computed at once; gradients add up to the batch. Divides it. Bounds memory. */
  microBatch: count,
  /** Adam's step size after the warm-up. */
  learningRate: positive,
  /** Steps over which the step size grows linearly from 0. */
  warmUpSteps: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Share of the old average kept at each step (Palette and the study: 0.9999), less in the first steps. */
  emaDecay: v.pipe(v.number(), v.minValue(0), v.ltValue(1)),
  /** Gradients longer than this are shortened to it (L2 over all parameters). */
  gradientClip: positive,
  /** p of the loss ||f - target||_p^p. */
  loss: v.picklist(['l1', 'l2']),
  weighting: v.picklist(['uniform', 'min-snr']),
  /** N of Algorithm 2. */
  subsets: count,
  /** E of Algorithm 2. */
  epochsPerSubset: count,
  /** Smallest share of a photo's side that a random crop keeps: 1 shows whole photos only. */
  smallestCrop: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
  seed: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 20 - 1)),
});

export type Recipe = Readonly<v.InferOutput<typeof recipeSchema>>;
