import * as v from 'valibot';
import { cosine, palette, study } from '../models/diffusion/schedule.ts';
import { defaultRecipe } from '../models/training/presets.ts';
import type { Recipe } from '../models/training/recipe.ts';
import { number, oneOf, parseOptions, wholeNumber } from './option-values.ts';

const schedules = { palette, study, cosine } as const;

const trainOptionsSchema = v.object({
  task: oneOf('--task', ['colorize', 'inpaint', 'uncrop', 'jpeg']),
  preset: v.optional(oneOf('--preset', ['tiny', 'small', 'base']), 'small'),
  predict: v.optional(oneOf('--predict', ['y0', 'eps', 'v']), 'y0'),
  schedule: v.optional(v.pipe(oneOf('--schedule', ['cosine', 'palette', 'study']), v.transform((name) => schedules[name])), 'cosine'),
  loss: v.optional(oneOf('--loss', ['l2', 'l1']), 'l2'),
  weighting: v.optional(oneOf('--weighting', ['min-snr', 'uniform']), 'min-snr'),
  subsets: v.optional(wholeNumber('--subsets', 1, 10_000)),
  epochsPerSubset: v.optional(wholeNumber('--epochs-per-subset', 1, 10_000)),
  side: v.optional(wholeNumber('--side', 32, 1024)),
  batch: v.optional(wholeNumber('--batch', 1, 4096)),
  microBatch: v.optional(wholeNumber('--micro-batch', 1, 1024)),
  learningRate: v.optional(number('--learning-rate must be a number above 0 and up to 1, such as 0.0004', Number.MIN_VALUE, 1)),
  ema: v.optional(number('--ema must be a number from 0 to 0.99999, such as 0.999', 0, 0.99999)),
  warmUp: v.optional(wholeNumber('--warm-up', 0, 1_000_000)),
  smallestCrop: v.optional(number('--smallest-crop must be a number from 0.1 to 1, such as 0.8', 0.1, 1)),
  seed: v.optional(wholeNumber('--seed', 0, 2 ** 20 - 1)),
  parent: v.optional(v.string()),
  run: v.optional(v.string(), 'runs/my-run'),
  id: v.optional(v.string()),
  resume: v.optional(v.boolean(), false),
  steps: v.optional(wholeNumber('--steps', 1, 1_000_000_000)),
  minutes: v.optional(number('--minutes must be a number from 0.01 to 100000, such as 30', 0.01, 100_000)),
  saveEvery: v.optional(number('--save-every must be minutes from 0.01 to 600, such as 5', 0.01, 600), '5'),
  engine: v.optional(oneOf('--engine', ['onnx', 'tensorflow']), 'onnx'),
  threads: v.optional(wholeNumber('--threads', 0, 256), '0'),
  json: v.optional(v.boolean(), false),
});

export interface TrainCommandOptions extends Readonly<v.InferOutput<typeof trainOptionsSchema>> {
  readonly recipe: Recipe;
}

/** Typed options and the whole recipe; what was not said comes from the default recipe. @throws AppFailure 'option-invalid' */
export function parseTrainOptions(raw: unknown): TrainCommandOptions {
  const options = parseOptions(trainOptionsSchema, raw);
  const batch = options.batch ?? defaultRecipe.batch;
  const recipe = {
    ...defaultRecipe,
    batch,
    microBatch: Math.min(batch, options.microBatch ?? defaultRecipe.microBatch),
    side: options.side ?? defaultRecipe.side,
    learningRate: options.learningRate ?? defaultRecipe.learningRate,
    emaDecay: options.ema ?? defaultRecipe.emaDecay,
    warmUpSteps: options.warmUp ?? defaultRecipe.warmUpSteps,
    loss: options.loss,
    weighting: options.weighting,
    subsets: options.subsets ?? defaultRecipe.subsets,
    epochsPerSubset: options.epochsPerSubset ?? defaultRecipe.epochsPerSubset,
    smallestCrop: options.smallestCrop ?? defaultRecipe.smallestCrop,
    seed: options.seed ?? defaultRecipe.seed,
  };
  return { ...options, recipe };
}
