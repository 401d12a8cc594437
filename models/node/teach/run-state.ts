import * as v from 'valibot';
import { parseJson } from '../../checkpoint/json.ts';
import { refusal } from '../../checkpoint/refusal.ts';
import { decodeSafetensors, encodeSafetensors, MAXIMUM_CHECKPOINT_BYTES, type NamedTensor } from '../../checkpoint/safetensors.ts';
import { type Graph, sizeOf } from '../../network/graph.ts';
import type { CurvePoint } from '../../teach/curve.ts';
import type { TeachRecipe } from '../../teach/teach-recipe.ts';
import type { Tensors, TrainingState } from '../../training/state.ts';
import { writeFileAtomically } from '../atomic-file.ts';
import { readIfThere } from '../checkpoint-file.ts';

/** A run as it goes on: with the recipe and the pictures it determines every later byte. */
export interface TeachRun {
  readonly state: TrainingState;
  readonly curve: CurvePoint[];
  /** Mean losses of the base model on the validation pictures and the general set. */
  readonly base: { readonly own: number; readonly general: number };
  /** The averaged weights of the best point of the curve; the base model's before there is one. */
  readonly best: Tensors;
  /** Time spent teaching, milliseconds. */
  spentMs: number;
}

const parts = ['weights', 'average', 'm', 'v', 'best'] as const;

const metadataSchema = v.object({
  step: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  spentMs: v.number(),
  base: v.strictObject({ own: v.number(), general: v.number() }),
  curve: v.array(v.strictObject({ step: v.number(), own: v.number(), general: v.number() })),
  recipe: v.unknown(),
});

/** @returns undefined if there is none, or one of another recipe @throws AppFailure 'checkpoint-invalid' */
export async function readTeachRun(file: string, graph: Graph, recipe: TeachRecipe): Promise<TeachRun | undefined> {
  const bytes = await readIfThere(file, MAXIMUM_CHECKPOINT_BYTES);
  if (bytes === undefined) return undefined;
  const { weights: tensors, metadata } = decodeSafetensors(bytes, file);
  const read = v.safeParse(metadataSchema, parseJson(metadata['run'] ?? 'null'));
  if (!read.success) throw refusal(file, 'it is no run of this version of Heirloom', new v.ValiError(read.issues));
  const { step, spentMs, base, curve, recipe: begun } = read.output;
  if (JSON.stringify(begun) !== JSON.stringify(lastingOf(recipe))) return undefined;
  const part = (name: (typeof parts)[number]): Tensors => {
    const selected: Tensors = new Map();
    for (const { name: parameter, shape } of graph.parameters.values()) {
      const tensor = tensors.get(`${name}/${parameter}`);
      if (tensor?.values.length !== sizeOf(shape)) throw refusal(file, `it holds no ${name}/${parameter} of the right shape`);
      selected.set(parameter, tensor.values);
    }
    return selected;
  };
  const state = { step, weights: part('weights'), average: part('average'), m: part('m'), v: part('v') };
  return { state, curve, base, best: part('best'), spentMs };
}

/** In one atomic write. @throws AppFailure 'disk-full' or 'output-unwritable'; the last save is untouched then */
export async function writeTeachRun(file: string, run: TeachRun, graph: Graph, recipe: TeachRecipe): Promise<void> {
  const { state, curve, base, best, spentMs } = run;
  const tensors = new Map<string, NamedTensor>();
  for (const part of parts) {
    const values = part === 'best' ? best : state[part];
    for (const { name, shape } of graph.parameters.values()) tensors.set(`${part}/${name}`, { shape, values: values.get(name) as Float32Array });
  }
  const metadata = { run: JSON.stringify({ step: state.step, spentMs: Math.round(spentMs), base, curve, recipe: lastingOf(recipe) }) };
  await writeFileAtomically(file, encodeSafetensors(tensors, { dtype: 'F32', metadata }));
}

/** What a run cannot change on its way; how long it goes on, it can. */
function lastingOf({ steps: _steps, patience: _patience, ...lasting }: TeachRecipe): Omit<TeachRecipe, 'steps' | 'patience'> {
  return lasting;
}
