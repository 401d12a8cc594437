import { join } from 'node:path';
import type { Manifest } from '../checkpoint/manifest.ts';
import { encodeSafetensors } from '../checkpoint/safetensors.ts';
import { encodeUtf8 } from '../checkpoint/utf8.ts';
import type { Prediction } from '../diffusion/prediction.ts';
import { gammas, type Schedule } from '../diffusion/schedule.ts';
import { lowerToExchange } from '../engine/lower.ts';
import { mobilenetToOnnx } from '../evaluation/mobilenet.ts';
import { AppFailure } from '../failure.ts';
import { type NetworkChoice, type NetworkConfig, networkOf } from '../network/config.ts';
import { costOf } from '../network/cost.ts';
import { buildUnet } from '../network/unet.ts';
import type { TaskId } from '../tasks/task.ts';
import type { Recipe } from '../training/recipe.ts';
import { makeFolder, writeFileAtomically } from './atomic-file.ts';
import { fromNsfwjs } from './evaluate/nsfwjs.ts';
import { readModel } from './model-folder.ts';

/** A stretch of training; the next one goes on from its weights. Ends after `steps` or `minutes`, whichever comes first. */
export interface PretrainStage {
  /** Side of the pictures, pixels: a multiple of 16 that the network can halve as often as it does. */
  readonly side: number;
  /** Names of folders or tars (without .tar) in the trainer's --data; one named twice counts twice. */
  readonly data: readonly string[];
  readonly batch: number;
  readonly learningRate: number;
  /** Reached linearly at the end of the stage. */
  readonly finalLearningRate: number;
  readonly steps: number | undefined;
  readonly minutes: number | undefined;
}

export interface PretrainOptions extends NetworkChoice {
  /** Receives plan.json and what it names. Made if missing. */
  readonly folder: string;
  readonly id: string;
  readonly title: string;
  readonly task: TaskId;
  readonly schedule: Schedule;
  readonly prediction: Prediction;
  readonly recipe: Recipe;
  readonly stages: readonly PretrainStage[];
  /** Weight of the perceptual loss, 0 = none: for y0-prediction only. */
  readonly perceptual?: number;
  /** Folder of a model to begin with; it brings its network, schedule and prediction. */
  readonly parent: string | undefined;
  /** What the manifest says of the photos and of the model's terms. */
  readonly data: string;
  readonly licence: string;
}

/**
 * Writes all that models/pretrain/ (Python, PyTorch) needs to train what `heirloom train` would: the network at each side
 * as an ONNX file without weights, and plan.json: task, noise levels, prediction, recipe, parameters, stages, manifest.
 * @throws AppFailure 'option-invalid', 'checkpoint-invalid' (the parent), 'model-unknown' (nsfwjs, for the perceptual loss),
 *   'disk-full', 'output-unwritable'
 */
export async function exportPretrain(options: PretrainOptions): Promise<void> {
  const { folder, recipe, task, perceptual = 0 } = options;
  const parent = options.parent === undefined ? undefined : await readModel(options.parent);
  const { schedule, prediction } = parent?.manifest ?? options;
  const network = networkOf(options, parent?.manifest.network);
  if (perceptual > 0 && prediction !== 'y0') {
    const what = `--perceptual looks at pictures, and this model predicts ${prediction}`;
    throw new AppFailure('option-invalid', `${what}: leave it out, or choose --predict y0.`);
  }
  const graphs = new Map(options.stages.map(({ side }) => [side, graphAt(network, side)]));
  const manifest = {
    format: 1,
    id: options.id,
    title: options.title,
    parent: parent?.manifest.id ?? null,
    task,
    network,
    schedule,
    prediction,
    recipe: manifestRecipe(options, network),
    data: options.data,
    metrics: {},
    licence: options.licence,
    defaults: { sampler: 'dpmpp-2m', steps: 8 },
  } satisfies Partial<Manifest>;
  const plan = {
    format: 1,
    task,
    prediction,
    gammas: [...gammas(schedule)],
    recipe: {
      loss: recipe.loss,
      weighting: recipe.weighting,
      warmUpSteps: recipe.warmUpSteps,
      emaDecay: recipe.emaDecay,
      gradientClip: recipe.gradientClip,
      smallestCrop: recipe.smallestCrop,
      seed: recipe.seed,
      perceptual,
    },
    eye: perceptual > 0 ? EYE : null,
    parameters: [...buildUnet(network).parameters.values()],
    initial: parent === undefined ? null : INITIAL,
    stages: options.stages.map((stage) => ({
      ...stage,
      network: networkFile(stage.side),
      flop: costOf(graphs.get(stage.side) as ReturnType<typeof buildUnet>).flop,
      subsets: recipe.subsets,
      epochsPerSubset: recipe.epochsPerSubset,
    })),
    parent: parent === undefined ? null : spentOn(parent.manifest),
    manifest,
  };

  await makeFolder(folder);
  for (const [side, graph] of graphs) await writeFileAtomically(join(folder, networkFile(side)), lowerToExchange(graph));
  if (perceptual > 0) await writeFileAtomically(join(folder, EYE), await fromNsfwjs('mobilenet', mobilenetToOnnx, 'leave out --perceptual'));
  if (parent !== undefined) await writeFileAtomically(join(folder, INITIAL), encodeSafetensors(parent.weights, { dtype: 'F16' }));
  await writeFileAtomically(join(folder, 'plan.json'), encodeUtf8(`${JSON.stringify(plan, undefined, 1)}\n`));
}

/** What a parent has cost already. */
function spentOn({ steps, images, flop }: Pick<Manifest, 'steps' | 'images' | 'flop'>): object {
  return { steps, images, flop: flop ?? null };
}

const INITIAL = 'initial.safetensors';

/** What the perceptual loss sees with. */
const EYE = 'eye.onnx';

function networkFile(side: number): string {
  return `network-${side}.onnx`;
}

function graphAt(network: NetworkConfig, side: number): ReturnType<typeof buildUnet> {
  try {
    return buildUnet({ ...network, side });
  } catch (cause) {
    throw new AppFailure('option-invalid', `This network cannot work on pictures of ${side} pixels; choose a side that it can halve as often as it does, such as 128 or 256.`, { cause });
  }
}

/** The first stage stands for all: the whole plan is in no manifest. */
function manifestRecipe({ preset, recipe, stages, perceptual = 0 }: PretrainOptions, network: NetworkConfig): Manifest['recipe'] {
  const [first] = stages;
  if (first === undefined) throw new AppFailure('option-invalid', 'There is nothing to plan: name at least one stage.');
  return {
    preset,
    optimizer: 'adam',
    learningRate: first.learningRate,
    warmUpSteps: recipe.warmUpSteps,
    batch: first.batch,
    emaDecay: recipe.emaDecay,
    dropout: network.dropout,
    loss: recipe.loss,
    weighting: recipe.weighting,
    ...(perceptual > 0 && { perceptual }),
    subsets: recipe.subsets,
    epochsPerSubset: recipe.epochsPerSubset,
    gradientClip: recipe.gradientClip,
  };
}
