import type { Manifest } from '../../../models/checkpoint/manifest.ts';
import { epsFrom, targetOf, type Prediction } from '../../../models/diffusion/prediction.ts';
import { palette } from '../../../models/diffusion/schedule.ts';
import type { Photo } from '../../../models/photo/photo.ts';
import type { RestoreProgress, Restorer } from '../../../models/tasks/restore.ts';
import type { TaskId } from '../../../models/tasks/task.ts';

/** What weights that have learned everything would say of one window: its y0, from all that the network is shown. */
type Truth = (x: Float32Array, yt: Float32Array, window: number) => Float32Array;

/** Stands for learned weights, and for nothing else: everything around them is real. */
export function oracle(
  task: TaskId,
  truth: Truth,
  { side = 32, prediction = 'y0', defaults = {} }: { side?: number; prediction?: Prediction; defaults?: Partial<Manifest['defaults']> } = {},
): Restorer & { readonly batches: number[] } {
  const batches: number[] = [];
  const values = 3 * side * side;
  let seen = 0;
  return {
    batches,
    manifest: { id: 'oracle', task, schedule: palette, prediction, defaults: { sampler: 'ddim', steps: 5, ...defaults } },
    network: {
      side,
      predict: async (x, yt, gamma) => {
        batches.push(gamma.length);
        const f = new Float32Array(x.length);
        for (let i = 0; i < gamma.length; i++) {
          const at = (planar: Float32Array): Float32Array => planar.subarray(i * values, (i + 1) * values);
          const y0 = truth(at(x), at(yt), seen++);
          f.set(targetOf(prediction, y0, epsFrom(y0, at(yt), gamma[i]!), gamma[i]!), i * values);
        }
        return f;
      },
    },
  };
}

/** Runs a restoration to its end. */
export async function finish(run: AsyncGenerator<RestoreProgress, Photo>): Promise<{ photo: Photo; progress: RestoreProgress[] }> {
  const progress: RestoreProgress[] = [];
  for (;;) {
    const turn = await run.next();
    if (turn.done === true) return { photo: turn.value, progress };
    progress.push(turn.value);
  }
}
