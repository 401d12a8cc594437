import * as v from 'valibot';
import type { Prediction } from '../models/diffusion/prediction.ts';
import { cosine, palette, type Schedule, study } from '../models/diffusion/schedule.ts';
import { trainingPresets } from '../models/training/presets.ts';
import type { Recipe } from '../models/training/recipe.ts';
import { number, oneOf, parseOptions, wholeNumber } from './option-values.ts';

const schedules = { palette, study, cosine } as const;
const haarLevels = { 0: 0, 1: 1, 2: 2 } as const;

const trainOptionsSchema = v.object({
  task: oneOf('--task', ['colorize', 'inpaint', 'uncrop', 'jpeg']),
  preset: v.optional(oneOf('--preset', ['tiny', 'small', 'base', 'study']), 'small'),
  haarLevels: v.optional(v.pipe(oneOf('--haar-levels', ['0', '1', '2']), v.transform((level) => haarLevels[level]))),
  predict: v.optional(oneOf('--predict', ['y0', 'eps', 'v'])),
  schedule: v.optional(v.pipe(oneOf('--schedule', ['cosine', 'palette', 'study']), v.transform((name) => schedules[name]))),
  loss: v.optional(oneOf('--loss', ['l2', 'l1'])),
  weighting: v.optional(oneOf('--weighting', ['min-snr', 'uniform'])),
  subsets: v.optional(wholeNumber('--subsets', 1, 10_000)),
  epochsPerSubset: v.optional(wholeNumber('--epochs-per-subset', 1, 10_000)),
  side: v.optional(wholeNumber('--side', 32, 1024)),
  batch: v.optional(wholeNumber('--batch', 1, 4096)),
  microBatch: v.optional(wholeNumber('--micro-batch', 1, 1024)),
  learningRate: v.optional(number('--learning-rate must be a number above 0 and up to 1, such as 0.0004', Number.MIN_VALUE, 1)),
  ema: v.optional(number('--ema must be a number from 0 to 0.99999, such as 0.999', 0, 0.99999)),
  warmUp: v.optional(wholeNumber('--warm-up', 0, 1_000_000)),
  dropout: v.optional(number('--dropout must be a number from 0 to 0.9, such as 0.1', 0, 0.9)),
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

export interface TrainCommandOptions extends Omit<Readonly<v.InferOutput<typeof trainOptionsSchema>>, 'predict' | 'schedule'> {
  readonly recipe: Recipe;
  readonly predict: Prediction;
  readonly schedule: Schedule;
}

/** Typed options and the whole recipe; what was not said comes from the preset. @throws AppFailure 'option-invalid' */
export function parseTrainOptions(raw: unknown): TrainCommandOptions {
  const options = parseOptions(trainOptionsSchema, raw);
  const { recipe: usual, prediction, schedule } = trainingPresets[options.preset];
  const batch = options.batch ?? usual.batch;
  const recipe = {
    ...usual,
    batch,
    microBatch: Math.min(batch, options.microBatch ?? usual.microBatch),
    side: options.side ?? usual.side,
    learningRate: options.learningRate ?? usual.learningRate,
    emaDecay: options.ema ?? usual.emaDecay,
    warmUpSteps: options.warmUp ?? usual.warmUpSteps,
    loss: options.loss ?? usual.loss,
    weighting: options.weighting ?? usual.weighting,
    subsets: options.subsets ?? usual.subsets,
    epochsPerSubset: options.epochsPerSubset ?? usual.epochsPerSubset,
    smallestCrop: options.smallestCrop ?? usual.smallestCrop,
    seed: options.seed ?? usual.seed,
  };
  return { ...options, recipe, predict: options.predict ?? prediction, schedule: options.schedule ?? schedule };
}
