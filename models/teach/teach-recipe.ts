import * as v from 'valibot';
import type { TaskId } from '../tasks/task.ts';
import { defaultRecipe } from '../training/presets.ts';
import { recipeSchema } from '../training/recipe.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Everything that decides what teaching computes; with the pictures and the base model it names the result to the byte. */
export const teachRecipeSchema = v.strictObject({
  /** Algorithms 1 and 2; `batch` counts the general pictures in. */
  training: recipeSchema,
  /** Probability that an activation is dropped. */
  dropout: v.pipe(v.number(), v.minValue(0), v.maxValue(0.9)),
  /** Which weights move: all, or those of attention and of the way up (the decoder), a third less work a step. */
  trained: v.picklist(['all', 'attention-and-decoder']),
  /** Pictures of each batch that come from the general set, so that what the model knew is not forgotten. */
  generalPictures: count,
  /** Steps at most; early stop may end sooner. */
  steps: v.pipe(count, v.minValue(1)),
  /** The validation pictures are looked at after every so many steps. */
  validateEvery: v.pipe(count, v.minValue(1)),
  /** Stops after so many looks without a better one; 0 = never. */
  patience: count,
});

export type TeachRecipe = Readonly<v.InferOutput<typeof teachRecipeSchema>>;

export interface Occasion {
  readonly task: TaskId;
  /** Pictures to learn from, the validation's not counted. */
  readonly pictures: number;
  /** Side of the training pictures. */
  readonly side: number;
  /** Measured on this machine: a step, and a look at the validation pictures. */
  readonly secondsPerStep: number;
  readonly secondsPerLook: number;
  readonly minutes: number;
}

/** Photos of a subset of Algorithm 2: as many as fit into memory beside everything else, and are forgotten by none. */
const subsetSize = 256;
/** Looks at the validation pictures in a run of full length. */
const looks = 12;

/** What is done where a person chooses nothing; docs/decisions/0007-teaching.md says what it rests on. */
export function chooseRecipe({ pictures, side, secondsPerStep, secondsPerLook, minutes }: Occasion): TeachRecipe {
  const steps = Math.max(1, Math.round((minutes * 60 - looks * secondsPerLook) / secondsPerStep));
  const own = Math.max(1, Math.min(batch, pictures));
  const generalPictures = Math.min(generalShare, own);
  const all = own + generalPictures;
  return {
    training: {
      ...defaultRecipe,
      side,
      batch: all,
      microBatch: Math.min(microBatch, all),
      learningRate,
      warmUpSteps: Math.min(20, Math.ceil(steps / 10)),
      // The average reaches over a tenth of the run: long enough to be calm, short enough to leave the beginning behind.
      emaDecay: Math.min(0.999, Math.max(0.9, 1 - 10 / Math.max(10, steps))),
      subsets: Math.max(1, Math.floor(pictures / subsetSize)),
      epochsPerSubset: 3,
    },
    dropout: 0.1,
    trained: 'all',
    generalPictures,
    steps,
    validateEvery: Math.max(1, Math.round(steps / looks)),
    patience: 6,
  };
}

const batch = 8;
const microBatch = 4;
const generalShare = 0;
const learningRate = 3e-5;

/**
 * How much of what was taught is kept where a person says nothing: half way between base and taught (blend.ts) most of what
 * was learned is there and little is forgotten (docs/decisions/0007-teaching.md).
 */
const usualShare = 0.5;

/** Tried one after another until little enough is forgotten. */
export const shares = [usualShare, 0.35, 0.25, 0.15] as const;

/** Whether a parameter of this name moves. */
export function isTrained(trained: TeachRecipe['trained'], parameter: string): boolean {
  return trained === 'all' || /^(up|middle|out|skip)\b|\.attention\./.test(parameter);
}
