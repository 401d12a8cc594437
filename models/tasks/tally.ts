import type { SamplerStep } from '../diffusion/samplers/index.ts';
import type { Photo } from '../photo/photo.ts';
import type { RestoreProgress } from './restore.ts';

/** Counts the network calls of one photo over all its samplings. */
export class Tally {
  #done = 0;
  readonly #of: number;

  /** @param of all calls the photo takes */
  constructor(of: number) {
    this.#of = of;
  }

  /**
   * Passes a sampling on as progress.
   * @param callsAStep windows of its canvas
   * @param show the preview that belongs to an estimate of y0
   */
  async *report(
    sampling: AsyncGenerator<SamplerStep, Float32Array>,
    callsAStep: number,
    show: (y0: Float32Array) => Photo,
  ): AsyncGenerator<RestoreProgress, Float32Array> {
    for (;;) {
      const turn = await sampling.next();
      if (turn.done === true) return turn.value;
      this.#done += callsAStep;
      yield { done: this.#done, of: this.#of, preview: show(turn.value.y0) };
    }
  }

  /** Counts work that turned out not to be needed. */
  skip(calls: number): void {
    this.#done += calls;
  }
}
