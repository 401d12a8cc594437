import { type CancelSignal, throwIfCancelled } from '../cancel.ts';
import { Random } from '../random.ts';
import { type Descent, descend } from './algorithm-1.ts';
import type { StoredPhoto } from './batch.ts';
import type { IncrementalPlan } from './incremental.ts';
import type { TrainingState } from './state.ts';

export interface TrainedStep {
  /** Steps taken so far. */
  readonly step: number;
  readonly loss: number;
  readonly subset: number;
  readonly epoch: number;
  /** The next step begins another subset: line 4 of Algorithm 2, "save the state". */
  readonly sessionEnds: boolean;
}

/**
 * Algorithm 2 of the study, "Incremental training model", for ever: for each subset D_i in turn, E epochs of Algorithm 1
 * on D_i and on nothing else; then the caller saves the state, when `sessionEnds` says so or whenever it likes between
 * steps. Goes on from `state.step`: only that, the recipe and the photos decide what follows.
 * @param load photos by number; called once for each subset, so no more than one subset is in memory
 */
export async function* trainIncrementally(
  state: TrainingState,
  plan: IncrementalPlan,
  load: (numbers: readonly number[]) => Promise<ReadonlyMap<number, StoredPhoto>>,
  descent: Descent,
  signal?: CancelSignal,
): AsyncGenerator<TrainedStep, never> {
  let atHand: { readonly subset: number; readonly photos: ReadonlyMap<number, StoredPhoto> } | undefined;
  for (;;) {
    const { subset, epoch, photos: numbers } = plan.draw(state.step);
    if (atHand?.subset !== subset) atHand = { subset, photos: await load(plan.subset(subset)) };
    throwIfCancelled(signal);
    const photos = numbers.map((number) => atHand?.photos.get(number) as StoredPhoto);
    const loss = await descend(state, photos, descent, Random.fromSeed(descent.recipe.seed).fork(2 ** 32 + state.step));
    yield { step: state.step, loss, subset, epoch, sessionEnds: plan.draw(state.step).subset !== subset };
  }
}
