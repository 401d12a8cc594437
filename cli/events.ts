import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const seconds = v.pipe(v.number(), v.minValue(0));

/**
 * What a run says while it works: `--json` prints each event as one line, the other reporters turn them into words.
 * docs/cli.md documents the shape; a field may be added, none changes its meaning.
 */
export const runEventSchema = v.variant('type', [
  /** A network call of one result is done. */
  v.strictObject({
    type: v.literal('progress'),
    photo: v.string(),
    seed: count,
    /** Network calls done of those this result needs. */
    done: count,
    of: count,
    /** Results that are finished or have failed, of all of this run. */
    finished: count,
    results: count,
  }),
  /** Something worth knowing that is no failure. `photo` is null where it holds for the whole run. */
  v.strictObject({ type: v.literal('note'), photo: v.nullable(v.string()), sentence: v.string() }),
  /** A restored photo lies on the disk. */
  v.strictObject({
    type: v.literal('result'),
    photo: v.string(),
    output: v.string(),
    task: v.picklist(['colorize', 'inpaint', 'uncrop', 'jpeg']),
    model: v.string(),
    seed: count,
    width: count,
    height: count,
    /** From reading to written; the photo's reading counts for its first result. */
    seconds,
  }),
  /** A photo failed, the others go on; or, where `photo` is null, the run could not be carried out. */
  v.strictObject({ type: v.literal('failure'), photo: v.nullable(v.string()), code: v.string(), sentence: v.string() }),
  /** Always the last line. */
  v.strictObject({
    type: v.literal('summary'),
    results: count,
    failures: count,
    seconds,
    /** The engine's device, null if it never ran. */
    device: v.nullable(v.string()),
    exitCode: v.picklist([0, 1, 2, 130, 143]),
  }),
]);

export type RunEvent = Readonly<v.InferOutput<typeof runEventSchema>>;
export type Summary = Extract<RunEvent, { type: 'summary' }>;
export type ExitCode = Summary['exitCode'];
