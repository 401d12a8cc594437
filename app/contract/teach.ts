import * as v from 'valibot';

export const teachId = v.pipe(v.string(), v.regex(/^[a-z0-9]{20}$/), v.brand('TeachId'));
export type TeachId = v.InferOutput<typeof teachId>;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const whole = v.pipe(v.number(), v.integer(), v.minValue(-1_000_000), v.maxValue(1_000_000));

/** Tasks that can be taught. */
export const taughtTasks = ['colorize', 'inpaint'] as const;
export const framings = ['faces', 'whole'] as const;

/** In pixels of the upright photo; it may reach beyond the border. */
const cropBox = v.strictObject({ x: whole, y: whole, width: v.pipe(whole, v.minValue(1)), height: v.pipe(whole, v.minValue(1)) });
export type CropBox = Readonly<v.InferOutput<typeof cropBox>>;

/** What a person may change of a recipe; what is left out is chosen for the photos and the time. */
const recipeDetails = v.partial(
  v.strictObject({
    /** At most; early stop may end sooner. */
    steps: v.pipe(count, v.minValue(1), v.maxValue(1_000_000)),
    learningRate: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
    dropout: v.pipe(v.number(), v.minValue(0), v.maxValue(0.9)),
    trained: v.picklist(['all', 'attention-and-decoder']),
    subsets: v.pipe(count, v.minValue(1), v.maxValue(10_000)),
    epochsPerSubset: v.pipe(count, v.minValue(1), v.maxValue(10_000)),
    /** Looks at the photos kept apart without a better one; 0 = never stops early. */
    patience: v.pipe(count, v.maxValue(1000)),
  }),
);
export type RecipeDetails = Readonly<v.InferOutput<typeof recipeDetails>>;
/** How long to teach. */
const teachMinutes = v.pipe(v.number(), v.minValue(0.01), v.maxValue(10_000));
/** How much of what was taught: 1 = all, 0 = the model it came from. */
const blendShare = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
/** Share of the time to spend teaching. */
const speedShare = v.pipe(v.number(), v.minValue(0.05), v.maxValue(1));

const recipe = v.strictObject({ ...v.required(recipeDetails).entries, batch: count, generalPictures: count, validateEvery: count });
export type RecipeView = Readonly<v.InferOutput<typeof recipe>>;

const summary = v.strictObject({
  photos: count,
  usable: count,
  faces: count,
  duplicates: count,
  /** Usable, but without colour. */
  grey: count,
  blurred: count,
  small: count,
  unreadable: count,
});
export type TeachSummary = Readonly<v.InferOutput<typeof summary>>;

const interval = v.strictObject({ value: v.number(), low: v.number(), high: v.number() });
const compared = v.strictObject({ base: v.number(), taught: v.number(), change: interval });
export type ComparedView = Readonly<v.InferOutput<typeof compared>>;

const trends = ['beginning', 'improving', 'flat', 'overfitting', 'no-better'] as const;

/**
 * One teaching, from photos to a kept model. The same schema reads it back from the disk: after a crash or a reboot it waits,
 * paused, and goes on where it was last saved.
 */
export const teachView = v.strictObject({
  id: teachId,
  /** Milliseconds since 1970. */
  begunMs: v.number(),
  /** Folders and files that were chosen, by their names without places. */
  sources: v.array(v.string()),
  /** Photos that a browser has sent. */
  uploads: count,
  /** What is being done that is no teaching; `of` is 0 until it is known. */
  work: v.nullable(v.strictObject({ kind: v.picklist(['survey', 'cut', 'time', 'judge']), done: count, of: count })),
  summary: v.nullable(summary),
  notes: v.array(v.string()),
  goal: v.nullable(
    v.strictObject({
      task: v.picklist(['colorize', 'inpaint', 'uncrop', 'jpeg']),
      framing: v.picklist(framings),
      base: v.strictObject({ id: v.string(), title: v.string() }),
      /** Why these photos cannot teach this. */
      refusal: v.nullable(v.string()),
    }),
  ),
  /** Pictures cut from the photos; `used` leaves out what is excluded, and what is grey where colours are taught. */
  crops: v.strictObject({ all: count, used: count }),
  /** How many teach and how many are kept apart to judge by; null until they are cut. */
  split: v.nullable(v.strictObject({ train: count, validation: count })),
  /** Measured on this machine. */
  timing: v.nullable(
    v.strictObject({ secondsPerStep: v.number(), secondsPerLook: v.number(), memoryBytes: v.number(), diskBytes: v.number() }),
  ),
  recipe: v.nullable(recipe),
  run: v.nullable(
    v.strictObject({
      /** `waiting`: a photo is being restored; `battery`: until the computer is plugged in. */
      state: v.picklist(['running', 'waiting', 'battery', 'pausing', 'paused', 'early', 'done']),
      step: count,
      of: count,
      /** Seen, with repetition. */
      pictures: count,
      secondsLeft: v.nullable(v.number()),
      /** Raw training loss, a mean of the last steps. */
      loss: v.nullable(v.number()),
      /** 1 = as the base model: on the photos kept apart, and on the general set. */
      curve: v.array(v.strictObject({ step: count, own: v.number(), general: v.number() })),
      trend: v.picklist(trends),
      /** Pictures of the strip; the round counts how often they were painted. */
      strip: v.strictObject({ pictures: count, round: count }),
    }),
  ),
  speed: speedShare,
  pauseOnBattery: v.boolean(),
  verdict: v.nullable(
    v.strictObject({
      judgement: v.picklist(['better', 'same', 'worse']),
      colourError: compared,
      identity: v.nullable(compared),
      forgotten: compared,
      proposal: v.picklist(['keep', 'discard']),
      share: blendShare,
      pictures: count,
      round: count,
    }),
  ),
  /** Id of the model it was kept as. */
  kept: v.nullable(v.string()),
  failure: v.nullable(v.strictObject({ code: v.string(), message: v.string() })),
});
export type TeachView = Readonly<v.InferOutput<typeof teachView>>;

/** A picture to learn from: a part of a photo. */
export interface CropView {
  readonly id: number;
  readonly photo: number;
  /** The file's name without its folder. */
  readonly name: string;
  /** Of the upright photo. */
  readonly width: number;
  readonly height: number;
  readonly box: CropBox;
  readonly excluded: boolean;
  readonly grey: boolean;
}

const teaching = { teaching: teachId };
export const teachRequest = v.strictObject(teaching);
export const chooseSources = v.strictObject({ ...teaching, what: v.picklist(['folder', 'files']) });
export const chooseGoal = v.strictObject({
  ...teaching,
  task: v.picklist(taughtTasks),
  /** Id of the model to begin with; null: the best there is for these photos. */
  base: v.nullable(v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/))),
  /** null: faces where most photos have one. */
  framing: v.nullable(v.picklist(framings)),
});
export const changeCrop = v.strictObject({ ...teaching, crop: count, box: v.optional(cropBox), excluded: v.optional(v.boolean()) });
export const proposeRecipe = v.strictObject({ ...teaching, minutes: teachMinutes });
export const startTeaching = v.strictObject({ ...teaching, minutes: teachMinutes, details: v.optional(recipeDetails, {}) });
export const steerTeaching = v.strictObject({ ...teaching, speed: v.optional(speedShare), pauseOnBattery: v.optional(v.boolean()) });
/** `share` null: the largest that forgets little. */
export const judgeTeaching = v.strictObject({ ...teaching, share: v.optional(v.nullable(blendShare), null) });
export const moreTeaching = v.strictObject({ ...teaching, minutes: teachMinutes });
export const keepTeaching = v.strictObject({
  ...teaching,
  title: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  share: v.optional(blendShare, 1),
  /** Which of the pictures kept apart stands for the model; null: none of them. */
  picture: v.nullable(v.pipe(count, v.maxValue(100))),
  /** Photos that it restores from now on without being asked: those in the folders it learned from, every uploaded one, none. */
  useFor: v.picklist(['sources', 'uploads', 'nothing']),
});

/** Places of pictures, as in contract/pictures.ts. */
export const teachPictures = {
  photo: (id: TeachId, photo: number): string => `/pictures/teachings/${id}/photos/${photo}`,
  /** @param round so that what was painted anew is fetched anew */
  strip: (id: TeachId, kind: 'before' | 'now' | 'truth', i: number, round: number): string => `/pictures/teachings/${id}/strip/${kind}-${i}/${round}`,
  verdict: (id: TeachId, kind: 'damaged' | 'base' | 'taught' | 'truth', i: number, round: number): string =>
    `/pictures/teachings/${id}/strip/verdict-${i}-${kind}/${round}`,
  /** What a taught model was kept with. */
  model: (model: string): string => `/pictures/models/${model}`,
} as const;
