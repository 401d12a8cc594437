import type { Graph } from '../network/graph.ts';
import { initialValues } from '../network/initial.ts';
import { Random } from '../random.ts';

export type Tensors = Map<string, Float32Array>;

/** All that a run has become: with the recipe and the photos it determines every later byte. */
export interface TrainingState {
  /** Optimizer steps taken. The position in the data and every random draw follow from it and the recipe's seed. */
  step: number;
  readonly weights: Tensors;
  /** Exponential moving average of the weights: what is used afterwards. */
  readonly average: Tensors;
  /** Adam's first and second moments. */
  readonly m: Tensors;
  readonly v: Tensors;
}

/** A new run, from `parent` weights or from chance. Every tensor is the state's own. */
export function createState(graph: Graph, seed: number, parent?: ReadonlyMap<string, Float32Array>): TrainingState {
  const weights = parent === undefined ? initialValues(graph, Random.fromSeed(seed)) : copyOf(parent);
  return { step: 0, weights, average: copyOf(weights), m: zerosLike(weights), v: zerosLike(weights) };
}

function copyOf(tensors: ReadonlyMap<string, Float32Array>): Tensors {
  return new Map([...tensors].map(([name, values]) => [name, Float32Array.from(values)]));
}

export function zerosLike(tensors: ReadonlyMap<string, Float32Array>): Tensors {
  return new Map([...tensors].map(([name, values]) => [name, new Float32Array(values.length)]));
}
