import { join } from 'node:path';
import type { CancelSignal } from '../cancel.ts';
import type { Manifest } from '../checkpoint/manifest.ts';
import type { NamedTensor } from '../checkpoint/safetensors.ts';
import type { Prediction } from '../diffusion/prediction.ts';
import { gammas, type Schedule } from '../diffusion/schedule.ts';
import type { EngineName } from '../engine/engines.ts';
import { lowerToTraining } from '../engine/lower.ts';
import type { Session } from '../engine/session.ts';
import { AppFailure } from '../failure.ts';
import { type NetworkChoice, networkOf } from '../network/config.ts';
import type { Graph } from '../network/graph.ts';
import { buildUnet } from '../network/unet.ts';
import { tasks } from '../tasks/index.ts';
import type { TaskId } from '../tasks/task.ts';
import type { Descent } from '../training/algorithm-1.ts';
import { type TrainedStep, trainIncrementally } from '../training/algorithm-2.ts';
import type { StoredPhoto } from '../training/batch.ts';
import { type IncrementalPlan, planIncremental } from '../training/incremental.ts';
import type { Recipe } from '../training/recipe.ts';
import { createState } from '../training/state.ts';
import { readModel, writeModel } from './model-folder.ts';
import { openTrainingSet, type TrainingSet } from './training-photos.ts';
import { openTensorFlowTraining } from './tensorflow/training-thread.ts';
import { openTrainingSessions } from './training-sessions.ts';
import { readTrainingRun, type SavedRun, type TrainingRun, writeTrainingRun } from './training-run.ts';

export interface TrainOptions extends NetworkChoice {
  /** Folders and tars of photos. */
  readonly sources: readonly string[];
  readonly task: TaskId;
  readonly recipe: Recipe;
  readonly prediction: Prediction;
  readonly schedule: Schedule;
  /** Folder of a model to go on from: its task or its domain may be another (the study's adaptation). */
  readonly parent: string | undefined;
  /** Where the run is kept; an interrupted run in it goes on. */
  readonly folder: string;
  /** Name of the finished model: letters a-z, digits and dashes. */
  readonly id: string;
  readonly resume: boolean;
  /** Stop after so many steps in all, or so many minutes of this call; whichever comes first. */
  readonly steps: number | undefined;
  readonly minutes: number | undefined;
  readonly saveEveryMinutes: number;
  /** 0: one for each core. */
  readonly threads: number;
  /** ONNX Runtime where it is absent. */
  readonly engine?: EngineName;
  readonly signal?: CancelSignal;
}

export interface TrainReport extends TrainedStep {
  readonly images: number;
  readonly spentMs: number;
  readonly saved: boolean;
}

/**
 * Trains, saves and can be killed at any moment: what is begun again in the same folder goes on to the same bytes.
 * Yields after every step; the state is saved every few minutes, when a subset's epochs end, and at the end, when the
 * folder also receives `model/`, ready for use.
 * @throws AppFailure 'training-data', 'training-diverged', 'checkpoint-invalid', 'disk-full', 'output-unwritable', 'option-invalid',
 *   'device-unavailable' where TensorFlow.js was asked for and cannot be used
 */
export async function* train(options: TrainOptions): AsyncGenerator<TrainReport, Manifest> {
  const photos = await openTrainingSet(options.sources.join(','));
  const saved = await begin(options, photos);
  const { run, state } = saved;
  const graph = graphOf(run);
  const plan = planOf(run);
  const { task, recipe, prediction, schedule } = run;
  const sessions = await openSessions(run, graph, options);
  const descent: Descent = { graph, sessions, task: tasks[task], recipe, prediction, gammas: gammas(schedule) };

  const startMs = performance.now();
  let savedMs = startMs;
  const spentMs = (): number => saved.spentMs + performance.now() - startMs;
  try {
    if (state.step < (options.steps ?? Infinity)) {
      for await (const step of trainIncrementally(state, plan, (numbers) => loadPhotos(photos, numbers), descent)) {
        const ends = step.step >= (options.steps ?? Infinity) || spentMs() - saved.spentMs >= (options.minutes ?? Infinity) * 60_000;
        const due = step.sessionEnds || performance.now() - savedMs >= options.saveEveryMinutes * 60_000;
        const stops = ends || options.signal?.aborted === true;
        if (due || stops) {
          await writeTrainingRun(options.folder, { run, state, spentMs: spentMs() }, graph);
          savedMs = performance.now();
        }
        yield { ...step, images: step.step * run.recipe.batch, spentMs: spentMs(), saved: due || stops };
        if (stops) break;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  } finally {
    await Promise.all(sessions.map(async (session) => session.dispose()));
  }
  return writeTrainedModel(options, { run, state, spentMs: spentMs() }, graph);
}

async function openSessions({ network, recipe }: TrainingRun, graph: Graph, { engine, threads }: TrainOptions): Promise<Session[]> {
  const p = recipe.loss === 'l2' ? 2 : 1;
  if (engine === 'tensorflow') return [await openTensorFlowTraining({ config: { ...network, side: recipe.side }, p, threads })];
  return openTrainingSessions(lowerToTraining(graph, p), recipe, threads);
}

async function begin(options: TrainOptions, photos: TrainingSet): Promise<SavedRun> {
  const found = await readTrainingRun(options.folder, graphOf);
  if (found !== undefined) {
    if (!options.resume) throw new AppFailure('output-exists', `${options.folder} already holds a training run; go on with it by --resume, or name another folder with --run.`);
    if (found.run.photos !== photos.names.length) {
      throw new AppFailure('training-data', `This run began with ${found.run.photos} photos, now there are ${photos.names.length}; bring the same photos, or begin a new run that has this one as --parent.`);
    }
    return found;
  }
  const parent = options.parent === undefined ? undefined : await readModel(options.parent);
  const run: TrainingRun = {
    task: options.task,
    preset: options.preset,
    network: networkOf(options, parent?.manifest.network),
    schedule: parent?.manifest.schedule ?? options.schedule,
    prediction: parent?.manifest.prediction ?? options.prediction,
    recipe: options.recipe,
    parent: parent === undefined ? null : { id: parent.manifest.id, steps: parent.manifest.steps, images: parent.manifest.images },
    sources: [...options.sources],
    photos: photos.names.length,
  };
  const values = parent && new Map([...parent.weights].map(([name, tensor]) => [name, tensor.values]));
  return { run, state: createState(graphOf(run), run.recipe.seed, values), spentMs: 0 };
}

/** The network at the side it trains at. */
function graphOf({ network, recipe }: TrainingRun): Graph {
  return buildUnet({ ...network, side: recipe.side });
}

function planOf({ photos, recipe }: TrainingRun): IncrementalPlan {
  try {
    return planIncremental(photos, recipe.subsets, recipe.epochsPerSubset, recipe.batch, recipe.seed);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new AppFailure('training-data', `${photos} photos are too few for ${recipe.subsets} subsets and batches of ${recipe.batch}; bring more photos, or lower --subsets or --batch.`, { cause });
  }
}

async function loadPhotos(set: TrainingSet, numbers: readonly number[]): Promise<Map<number, StoredPhoto>> {
  const photos = new Map<number, StoredPhoto>();
  for (const number of numbers) photos.set(number, await set.load(number));
  return photos;
}

async function writeTrainedModel(options: TrainOptions, { run, state, spentMs }: SavedRun, graph: Graph): Promise<Manifest> {
  const weights = new Map<string, NamedTensor>();
  for (const { name, shape } of graph.parameters.values()) weights.set(name, { shape, values: state.average.get(name) as Float32Array });
  const { side: _side, microBatch: _microBatch, seed: _seed, smallestCrop: _smallestCrop, ...recipe } = run.recipe;
  const manifest: Omit<Manifest, 'sha256'> = {
    format: 1,
    id: options.id,
    title: `${options.id}: ${run.task}, taught on this computer`,
    parent: run.parent?.id ?? null,
    task: run.task,
    network: run.network,
    schedule: run.schedule,
    prediction: run.prediction,
    recipe: { preset: run.preset, optimizer: 'adam', dropout: run.network.dropout, ...recipe },
    steps: state.step + (run.parent?.steps ?? 0),
    images: state.step * run.recipe.batch + (run.parent?.images ?? 0),
    data: `${run.photos} photos from ${run.sources.join(', ')}`,
    trainedOn: 'this computer\'s processor, by heirloom train',
    hours: spentMs / 3_600_000,
    metrics: {},
    licence: 'Yours, as far as the photos it learned from and its parent model allow.',
    created: new Date().toISOString(),
    defaults: { sampler: 'dpmpp-2m', steps: 8 },
  };
  return writeModel(join(options.folder, 'model'), manifest, weights, { dtype: 'F16' });
}
