import type { Recipe } from './recipe.ts';

/** What `heirloom train` starts from where nothing else is said: found on two cores (docs/decisions/0004-first-recipe.md). */
export const defaultRecipe: Recipe = {
  side: 256,
  batch: 16,
  microBatch: 4,
  learningRate: 4e-4,
  warmUpSteps: 200,
  emaDecay: 0.999,
  gradientClip: 1,
  loss: 'l2',
  weighting: 'min-snr',
  subsets: 8,
  epochsPerSubset: 3,
  smallestCrop: 0.8,
  seed: 1,
};
