import { availableParallelism } from 'node:os';
import type { Session } from '../engine/session.ts';
import type { Recipe } from '../training/recipe.ts';
import { openSessionThread } from './session-thread.ts';

/** Each session holds the activations of a micro-batch, which is most of training's memory. */
const MOST_SESSIONS = 4;

/**
 * As many sessions as there are micro-batches to go round, each with its share of the cores: two sessions of one thread
 * finish a quarter sooner than one session of two. The result is the same with any number.
 * @param lowered of `lowerToTraining`
 * @param threads 0: one for each core
 * @throws AppFailure 'engine-failed'
 */
export async function openTrainingSessions(lowered: Uint8Array, { batch, microBatch }: Recipe, threads: number): Promise<Session[]> {
  const cores = threads === 0 ? availableParallelism() : threads;
  const count = Math.min(cores, Math.ceil(batch / microBatch), MOST_SESSIONS);
  const each = { providers: ['cpu'], threads: Math.floor(cores / count) };
  return Promise.all(Array.from({ length: count }, async () => openSessionThread(lowered, each)));
}
