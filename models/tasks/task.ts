import type { Photo } from '../photo/photo.ts';
import type { Random } from '../random.ts';

export type TaskId = 'inpaint' | 'colorize' | 'uncrop' | 'jpeg';

/** One picture to learn from: what the network is shown, and what it should have said. */
export interface Pair {
  /** The condition: planar [3,s,s]; [-1, 1] but where a hole is filled with noise. */
  readonly x: Float32Array;
  /** The undamaged picture: planar [3,s,s], [-1, 1]. */
  readonly y0: Float32Array;
  /** [s*s] of 0 and 1, 1 = hole: y_t is the clean picture and the loss is 0 outside. undefined = everything is unknown. */
  readonly hole: Float32Array | undefined;
}

/** What a task is to training; its use on a real photo is the function beside it in the same file. */
export interface TaskDefinition {
  readonly id: TaskId;
  /** Damages an s x s picture. The same state of `random` gives the same bytes. */
  damage(y0: Photo, random: Random): Pair;
}
