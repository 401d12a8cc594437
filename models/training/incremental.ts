import { Random } from '../random.ts';

/** The photos of one step of a run: their numbers in the training set, and the subset that must be at hand for them. */
export interface Draw {
  /** i of D_i in Algorithm 2. */
  readonly subset: number;
  /** Epoch on this subset, 0 .. E-1 (more after the first round over all subsets). */
  readonly epoch: number;
  readonly photos: readonly number[];
}

export interface IncrementalPlan {
  /** Numbers of the photos of D_i. */
  subset(i: number): readonly number[];
  /** What step k = 0, 1, 2 ... trains on: a pure function of k, so a resumed run needs no memory of its position. */
  draw(step: number): Draw;
}

/**
 * Algorithm 2 of the study, "Incremental training model": divide D into N equal subsets D_0 .. D_(N-1); for i = 0 .. N-1
 * train E epochs on D_i (the caller saves the state after each); then begin again at D_0, for as long as training goes on.
 * D is shuffled once before it is divided; each epoch goes through its subset in an order of its own and drops the
 * incomplete last batch. N = 1 is batch learning.
 * @param photos size of D; at least N * batch @throws RangeError otherwise
 */
export function planIncremental(photos: number, subsets: number, epochsPerSubset: number, batch: number, seed: number): IncrementalPlan {
  const size = Math.floor(photos / subsets);
  if (size < batch) throw new RangeError(`${photos} photos in ${subsets} subsets leave ${size} each, fewer than a batch of ${batch}.`);
  const order = Random.fromSeed(seed).shuffle(Uint32Array.from({ length: photos }, (_, i) => i));
  const stepsPerEpoch = Math.floor(size / batch);
  const stepsPerSubset = stepsPerEpoch * epochsPerSubset;
  const subset = (i: number): readonly number[] => [...order.subarray(i * size, (i + 1) * size)];
  return {
    subset,
    draw(step) {
      const session = Math.floor(step / stepsPerSubset);
      const epochs = Math.floor(step / stepsPerEpoch);
      const i = session % subsets;
      const shuffled = Random.fromSeed(seed).fork(1 + epochs).shuffle([...subset(i)]);
      const first = (step % stepsPerEpoch) * batch;
      return {
        subset: i,
        epoch: (epochs % epochsPerSubset) + Math.floor(session / subsets) * epochsPerSubset,
        photos: shuffled.slice(first, first + batch),
      };
    },
  };
}
