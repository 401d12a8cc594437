import type { Prediction } from '../diffusion/prediction.ts';
import { cosine, type Schedule, study } from '../diffusion/schedule.ts';
import type { PresetName } from '../network/config.ts';
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

/** The study's section 4.1 and Palette's section 3: minibatch 1024, Adam, 10,000 steps of warm-up, EMA 0.9999, eps, every level alike. */
const studyRecipe: Recipe = { ...defaultRecipe, batch: 1024, learningRate: 1e-4, warmUpSteps: 10_000, emaDecay: 0.9999, weighting: 'uniform' };

export interface Preset {
  readonly recipe: Recipe;
  readonly prediction: Prediction;
  readonly schedule: Schedule;
}

const ours: Preset = { recipe: defaultRecipe, prediction: 'y0', schedule: cosine };

/** How each preset's network is trained where nothing else is said. */
export const trainingPresets: Readonly<Record<PresetName, Preset>> = {
  tiny: ours,
  small: ours,
  base: ours,
  study: { recipe: studyRecipe, prediction: 'eps', schedule: study },
};
