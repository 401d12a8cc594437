import { join } from 'node:path';
import * as v from 'valibot';
import { parseJson } from '../checkpoint/json.ts';
import { refusal } from '../checkpoint/refusal.ts';
import { decodeSafetensors, encodeSafetensors, MAXIMUM_CHECKPOINT_BYTES, type NamedTensor } from '../checkpoint/safetensors.ts';
import { scheduleSchema } from '../diffusion/schedule.ts';
import { networkConfigSchema } from '../network/config.ts';
import { type Graph, sizeOf } from '../network/graph.ts';
import { recipeSchema } from '../training/recipe.ts';
import type { Tensors, TrainingState } from '../training/state.ts';
import { makeFolder, writeFileAtomically } from './atomic-file.ts';
import { readIfThere } from './checkpoint-file.ts';

/** What a run was begun with; it goes on with exactly this, whatever a later command line says. */
const runSchema = v.strictObject({
  task: v.picklist(['inpaint', 'colorize', 'uncrop', 'jpeg']),
  preset: v.string(),
  network: networkConfigSchema,
  schedule: scheduleSchema,
  prediction: v.picklist(['eps', 'v', 'y0']),
  recipe: recipeSchema,
  /** Id of the model whose weights this run began with, what that had behind it, and where to read it. */
  parent: v.nullable(v.strictObject({ id: v.string(), steps: v.number(), images: v.number() })),
  /** Folders and tars. */
  sources: v.array(v.string()),
  /** Photos in them, a check that a resumed run meets the same data. */
  photos: v.number(),
});

export type TrainingRun = Readonly<v.InferOutput<typeof runSchema>>;

export interface SavedRun {
  readonly run: TrainingRun;
  readonly state: TrainingState;
  /** Time spent training so far, milliseconds. */
  readonly spentMs: number;
}

/** @returns undefined if the folder holds no run @throws AppFailure 'checkpoint-invalid' */
export async function readTrainingRun(folder: string, buildGraph: (run: TrainingRun) => Graph): Promise<SavedRun | undefined> {
  const file = join(folder, STATE);
  const bytes = await readIfThere(file, MAXIMUM_CHECKPOINT_BYTES);
  if (bytes === undefined) return undefined;
  const { weights: tensors, metadata } = decodeSafetensors(bytes, file);
  const { run, step, spentMs } = readMetadata(metadata, file);
  const graph = buildGraph(run);
  const part = (name: string): Tensors => select(tensors, name, graph, file);
  return { run, state: { step, weights: part('weights'), average: part('average'), m: part('m'), v: part('v') }, spentMs };
}

/** Saves everything a run needs to go on to the same bytes, in one atomic write. @throws AppFailure 'disk-full' or 'output-unwritable' */
export async function writeTrainingRun(folder: string, { run, state, spentMs }: SavedRun, graph: Graph): Promise<void> {
  const tensors = new Map<string, NamedTensor>();
  for (const part of ['weights', 'average', 'm', 'v'] as const) {
    for (const { name, shape } of graph.parameters.values()) {
      tensors.set(`${part}/${name}`, { shape, values: state[part].get(name) as Float32Array });
    }
  }
  const metadata = { run: JSON.stringify(run), step: String(state.step), spentMs: String(Math.round(spentMs)) };
  await makeFolder(folder);
  await writeFileAtomically(join(folder, STATE), encodeSafetensors(tensors, { dtype: 'F32', metadata }));
}

const STATE = 'state.safetensors';

const metadataSchema = v.object({
  run: v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      try {
        return parseJson(dataset.value);
      } catch {
        addIssue({ message: 'no JSON' });
        return NEVER;
      }
    }),
    runSchema,
  ),
  step: v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number)),
  spentMs: v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number)),
});

function readMetadata(metadata: Readonly<Record<string, string>>, file: string): v.InferOutput<typeof metadataSchema> {
  const read = v.safeParse(metadataSchema, metadata);
  if (!read.success) throw refusal(file, 'it is no training state of this version of Heirloom', new v.ValiError(read.issues));
  return read.output;
}

function select(tensors: ReadonlyMap<string, NamedTensor>, part: string, graph: Graph, file: string): Tensors {
  const selected: Tensors = new Map();
  for (const { name, shape } of graph.parameters.values()) {
    const tensor = tensors.get(`${part}/${name}`);
    if (tensor?.values.length !== sizeOf(shape)) throw refusal(file, `it holds no ${part}/${name} of the right shape`);
    selected.set(name, tensor.values);
  }
  return selected;
}
