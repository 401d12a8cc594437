import * as v from 'valibot';
import { mark } from './marks.ts';
import { photoId, type PhotoId, versionId, type VersionId } from './photos.ts';

export const jobId = v.pipe(v.string(), v.regex(/^[a-z0-9]{20}$/), v.brand('JobId'));
export type JobId = v.InferOutput<typeof jobId>;

const margin = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(20_000));

/** "The dress was green": a dot of colour on the photo. */
export const hint = v.strictObject({
  x: v.pipe(v.number(), v.minValue(0), v.maxValue(100_000)),
  y: v.pipe(v.number(), v.minValue(0), v.maxValue(100_000)),
  /** Pixels of the photo. */
  radius: v.pipe(v.number(), v.gtValue(0), v.maxValue(10_000)),
  /** sRGB, 0 .. 255; its light is not used, the photo keeps its own. */
  colour: v.tuple([byte(), byte(), byte()]),
});
export type Hint = v.InferOutput<typeof hint>;

/** Strength of the colours: 0 = grey, 1 = as the model says. */
export const intensity = v.pipe(v.number(), v.minValue(0), v.maxValue(2));

/** What is to be done to a photo: the same words in a job, in a batch and in the recipe that a saved file carries. */
export const step = v.variant('task', [
  v.strictObject({
    task: v.literal('colorize'),
    ...common(),
    intensity: v.optional(intensity, 1),
    hints: v.optional(v.pipe(v.array(hint), v.maxLength(500)), []),
  }),
  v.strictObject({ task: v.literal('inpaint'), ...common(), marks: v.pipe(v.array(mark), v.minLength(1), v.maxLength(10_000)) }),
  /** Pixels to add at each side. */
  v.strictObject({ task: v.literal('uncrop'), ...common(), margins: v.strictObject({ left: margin, right: margin, top: margin, bottom: margin }) }),
  v.strictObject({ task: v.literal('jpeg'), ...common() }),
]);
export type Step = v.InferOutput<typeof step>;
export type TaskName = Step['task'];

export const startJob = v.strictObject({
  photo: photoId,
  /** What to begin with; null: the photo as it was opened. */
  version: v.nullable(versionId),
  step,
  /** One version for each. */
  seeds: v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31))), v.minLength(1), v.maxLength(12)),
});

/** queued -> running -> done | cancelled | failed; of the last three, exactly one is ever told. */
export interface JobView {
  readonly id: JobId;
  readonly photo: PhotoId;
  readonly task: TaskName;
  readonly state: 'queued' | 'running' | 'done' | 'cancelled' | 'failed';
  /** Network calls. `of` is 0 until the worker has counted them. */
  readonly done: number;
  readonly of: number;
  /** Made so far, in the order of the seeds. */
  readonly versions: readonly VersionId[];
  readonly failure: { readonly code: string; readonly message: string } | null;
  /** Sentences worth knowing that are no failure: which device was chosen, and why. */
  readonly notes: readonly string[];
  /** Rounded up; null while unknown. */
  readonly secondsLeft: number | null;
}

export interface JobPreview {
  readonly job: JobId;
  readonly photo: PhotoId;
  readonly seed: number;
  /** data:image/..., at most 256 pixels on the long side. */
  readonly picture: string;
}

function common() {
  return {
    /** null: the best there is for the task. */
    model: v.optional(v.nullable(v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/))), null),
    /** `quick` is the model's own number of steps, `fine` several times as many. */
    quality: v.optional(v.picklist(['quick', 'fine']), 'quick'),
  };
}

function byte() {
  return v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255));
}
