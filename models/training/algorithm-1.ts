import { gradientName } from '../engine/lower.ts';
import type { Feed, Session } from '../engine/session.ts';
import { AppFailure } from '../failure.ts';
import type { Graph } from '../network/graph.ts';
import type { Random } from '../random.ts';
import { adam, clip } from './adam.ts';
import { updateAverage } from './average.ts';
import { type Batch, type Drawing, drawBatch, type StoredPhoto } from './batch.ts';
import { drawDropout } from './dropout.ts';
import { type Tensors, type TrainingState, zerosLike } from './state.ts';

export interface Descent extends Drawing {
  readonly graph: Graph;
  /** Of `lowerToTraining(graph, p)`, one or more: micro-batches take turns, and the result is the same with any number. */
  readonly sessions: readonly Session[];
  /** Whether a parameter of this name moves; all do when absent. */
  readonly trains?: ((parameter: string) => boolean) | undefined;
}

/**
 * One turn of Algorithm 1 (Palette; the study): draw pairs, levels and noise, and take a step on the gradient of
 * ||f(x, y_t, gamma) - target||_p^p: clipped, warmed up, by Adam; then move the average.
 * Changes `state` only when the whole step has succeeded.
 * @returns the loss, a weighted mean @throws AppFailure 'training-diverged' if it is not a number any more
 */
export async function descend(state: TrainingState, photos: readonly StoredPhoto[], descent: Descent, random: Random): Promise<number> {
  const { recipe, sessions } = descent;
  const gradients = zerosLike(state.weights);
  for (const name of state.weights.keys()) if (descent.trains?.(name) === false) gradients.delete(name);
  let loss = 0;
  // Draws and sums go in the order of the photos; the next lesson is drawn while each session is at one.
  const lessons: Promise<Results>[] = [];
  for (let first = 0; first < photos.length; first += recipe.microBatch) {
    const batch = drawBatch(photos.slice(first, first + recipe.microBatch), photos.length, descent, random);
    const feeds = { ...feedsOf(batch, descent, random), ...weightsAsFeeds(state.weights, descent.graph) };
    if (lessons.length === sessions.length) loss += accumulate(gradients, (await lessons.shift()) as Results);
    const lesson = (sessions[(first / recipe.microBatch) % sessions.length] as Session).run(feeds);
    lesson.catch(() => undefined); // told when its turn comes
    lessons.push(lesson);
  }
  for (const lesson of lessons) loss += accumulate(gradients, await lesson);
  const length = clip(gradients, recipe.gradientClip);
  if (!Number.isFinite(loss) || !Number.isFinite(length)) {
    throw new AppFailure('training-diverged', `Training went astray at step ${state.step + 1} (the loss is no number any more); go on from the last save with a smaller --learning-rate.`);
  }
  state.step += 1;
  adam(state, gradients, state.step, recipe.learningRate * Math.min(1, state.step / Math.max(1, recipe.warmUpSteps)));
  updateAverage(state, state.step, recipe.emaDecay);
  return loss;
}

type Results = Readonly<Record<string, Float32Array>>;

function feedsOf({ size, x, yt, gamma, target, weight }: Batch, { graph, recipe }: Descent, random: Random): Record<string, Feed> {
  const picture = [size, 3, recipe.side, recipe.side];
  return {
    x: { values: x, shape: picture },
    yt: { values: yt, shape: picture },
    gamma: { values: gamma, shape: [size, 1] },
    target: { values: target, shape: picture },
    weight: { values: weight, shape: [size, 1, recipe.side, recipe.side] },
    ...Object.fromEntries(drawDropout(graph, size, random)),
  };
}

function weightsAsFeeds(weights: Tensors, graph: Graph): Record<string, Feed> {
  const feeds: Record<string, Feed> = {};
  for (const { name, shape } of graph.parameters.values()) feeds[name] = { values: weights.get(name) as Float32Array, shape };
  return feeds;
}

/** Adds the gradients of one micro-batch. @returns its share of the loss */
function accumulate(gradients: Tensors, results: Results): number {
  for (const [name, sum] of gradients) {
    const part = results[gradientName(name)] as Float32Array;
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (part[i] as number);
  }
  return (results['loss'] as Float32Array).reduce((sum, value) => sum + value, 0);
}
