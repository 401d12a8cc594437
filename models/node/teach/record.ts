import * as v from 'valibot';
import type { Crop } from '../../teach/crops.ts';
import type { Split } from '../../teach/split.ts';
import type { SurveyedPhoto } from '../../teach/survey.ts';
import { type TeachRecipe, teachRecipeSchema } from '../../teach/teach-recipe.ts';
import type { TeachVerdict } from '../../teach/verdict.ts';
import { teachVerdictSchema } from './verdict-schema.ts';
import { parseJson } from '../../checkpoint/json.ts';
import { refusal } from '../../checkpoint/refusal.ts';
import { decodeUtf8, encodeUtf8 } from '../../checkpoint/utf8.ts';
import { readIfThere } from '../checkpoint-file.ts';
import { writeFileAtomically } from '../atomic-file.ts';

const whole = v.pipe(v.number(), v.safeInteger());
const count = v.pipe(whole, v.minValue(0));
const ids = v.array(count);
const box = { x: whole, y: whole, width: v.pipe(whole, v.minValue(1)), height: v.pipe(whole, v.minValue(1)) };

const reading = v.variant('kind', [
  v.strictObject({ kind: v.literal('unreadable'), sentence: v.string() }),
  v.strictObject({
    kind: v.literal('read'),
    width: count,
    height: count,
    look: v.strictObject({ grey: v.boolean(), sharpness: v.number(), hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)) }),
    faces: v.array(v.strictObject({ ...box, confidence: v.number() })),
  }),
]);

const photo = v.strictObject({
  path: v.string(),
  bytes: count,
  modifiedMs: v.number(),
  reading,
  id: count,
  verdict: v.picklist(['usable', 'unreadable', 'small', 'blurred', 'duplicate']),
  group: count,
});

const goal = v.strictObject({
  task: v.picklist(['colorize', 'inpaint', 'uncrop', 'jpeg']),
  framing: v.picklist(['faces', 'whole']),
  /** The base model as it was; a copy of it lies in the session. */
  base: v.strictObject({ id: v.string(), title: v.string(), sha256: v.string() }),
  /** Side of the training pictures. */
  side: v.pipe(count, v.minValue(16)),
});

export type TeachGoal = Readonly<v.InferOutput<typeof goal>>;

/** All that a session knows, but for weights and pictures. */
export interface TeachRecord {
  readonly format: 1;
  /** Folders and files that a person chose, whole paths. */
  readonly sources: readonly string[];
  readonly photos: readonly SurveyedPhoto[];
  /** What a person should know of the survey and of the pictures. */
  readonly notes: readonly string[];
  readonly goal: TeachGoal | null;
  readonly crops: readonly Crop[];
  /** Crops whose pictures lie in the cache, split; null before. */
  readonly split: Split | null;
  /** Set once the run is planned; with it, nothing above changes any more. */
  readonly recipe: TeachRecipe | null;
  readonly verdict: TeachVerdict | null;
}

const recordSchema: v.GenericSchema<unknown, TeachRecord> = v.strictObject({
  format: v.literal(1),
  sources: v.array(v.string()),
  photos: v.array(photo),
  notes: v.array(v.string()),
  goal: v.nullable(goal),
  crops: v.array(v.strictObject({ id: count, photo: count, box: v.strictObject(box), excluded: v.boolean() })),
  split: v.nullable(v.strictObject({ train: ids, validation: ids })),
  recipe: v.nullable(teachRecipeSchema),
  verdict: v.nullable(teachVerdictSchema),
});

export const emptyRecord: TeachRecord = {
  format: 1,
  sources: [],
  photos: [],
  notes: [],
  goal: null,
  crops: [],
  split: null,
  recipe: null,
  verdict: null,
};

/** More than 20,000 photos with their faces. */
const largestRecord = 64 * 2 ** 20;

/** @returns undefined if there is none @throws AppFailure 'checkpoint-invalid' */
export async function readTeachRecord(file: string): Promise<TeachRecord | undefined> {
  const bytes = await readIfThere(file, largestRecord);
  if (bytes === undefined) return undefined;
  let parsed: unknown;
  try {
    parsed = parseJson(decodeUtf8(bytes));
  } catch (error) {
    throw refusal(file, 'it is damaged', error);
  }
  const read = v.safeParse(recordSchema, parsed);
  if (!read.success) throw refusal(file, 'it was made by another version of Heirloom', new v.ValiError(read.issues));
  return read.output;
}

/** @throws AppFailure 'disk-full', 'output-unwritable' */
export async function writeTeachRecord(file: string, record: TeachRecord): Promise<void> {
  await writeFileAtomically(file, encodeUtf8(`${JSON.stringify(record)}\n`));
}
