import { readFile } from 'node:fs/promises';
import type { Manifest } from '../../checkpoint/manifest.ts';
import type { NamedTensor, Weights } from '../../checkpoint/safetensors.ts';
import { gammas } from '../../diffusion/schedule.ts';
import { lowerToTraining } from '../../engine/lower.ts';
import { AppFailure } from '../../failure.ts';
import type { NetworkConfig } from '../../network/config.ts';
import type { Graph } from '../../network/graph.ts';
import { buildUnet } from '../../network/unet.ts';
import { isTrained, type TeachRecipe } from '../../teach/teach-recipe.ts';
import { tasks } from '../../tasks/index.ts';
import type { TaskId } from '../../tasks/task.ts';
import type { Descent } from '../../training/algorithm-1.ts';
import type { StoredPhoto } from '../../training/batch.ts';
import type { Tensors } from '../../training/state.ts';
import { decodeTrainingPhoto } from '../decode-training-photo.ts';
import { readModel } from '../model-folder.ts';
import { openTrainingSessions } from '../training-sessions.ts';
import { type GeneralSet, openGeneralSet } from './general-set.ts';
import { goalOf } from './goal.ts';
import { places, type TeachSession } from './session.ts';

/** Everything a session's teaching is computed with; weights apart. */
export interface Lesson {
  readonly base: { readonly manifest: Manifest; readonly weights: Weights };
  readonly config: NetworkConfig;
  readonly graph: Graph;
  /** Pictures to learn from, at hand by number: the person's own, then the general set's lessons. */
  load(numbers: readonly number[]): Promise<ReadonlyMap<number, StoredPhoto>>;
  readonly pictures: number;
  readonly validation: readonly StoredPhoto[];
  readonly general: GeneralSet;
}

/** @throws AppFailure 'id-unknown', 'training-data', 'checkpoint-invalid' */
export async function openLesson(session: TeachSession, dropout: number): Promise<Lesson> {
  const goal = goalOf(session);
  const { split } = session.record;
  if (split === null) throw new AppFailure('training-data', 'The pictures of this session are not there any more: choose the photos again.');
  const base = await readModel(places(session.folder).base);
  const config = { ...base.manifest.network, side: goal.side, dropout };
  const general = await openGeneralSet(goal.framing);
  const crop = async (id: number): Promise<StoredPhoto> => readCrop(places(session.folder).crop(id));
  return {
    base,
    config,
    graph: buildUnet(config),
    async load(numbers) {
      const photos = new Map<number, StoredPhoto>();
      for (const number of numbers) {
        const id = split.train[number];
        photos.set(number, id === undefined ? (general.lessons[number - split.train.length] as StoredPhoto) : await crop(id));
      }
      return photos;
    },
    pictures: split.train.length,
    validation: await Promise.all(split.validation.map(crop)),
    general,
  };
}

/** Training sessions on it. The caller disposes them. @throws AppFailure 'engine-failed' */
export async function openDescent({ base, graph }: Lesson, recipe: TeachRecipe, task: TaskId, threads: number): Promise<Descent> {
  const { training, trained } = recipe;
  const sessions = await openTrainingSessions(lowerToTraining(graph, training.loss === 'l2' ? 2 : 1), training, threads);
  const { prediction, schedule } = base.manifest;
  const trains = trained === 'all' ? undefined : (parameter: string) => isTrained(trained, parameter);
  return { graph, sessions, task: tasks[task], recipe: training, prediction, gammas: gammas(schedule), trains };
}

/** Values as a network takes them. */
export function withShapes(tensors: Tensors, graph: Graph): Weights {
  const weights = new Map<string, NamedTensor>();
  for (const { name, shape } of graph.parameters.values()) weights.set(name, { shape, values: tensors.get(name) as Float32Array });
  return weights;
}

async function readCrop(file: string): Promise<StoredPhoto> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new AppFailure('training-data', 'A picture that is being taught is gone from the cache: choose the photos again.', { cause });
  }
  return decodeTrainingPhoto(bytes, file);
}
