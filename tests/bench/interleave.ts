/** One thing to be timed; `run` is one go. */
export interface Contender {
  readonly name: string;
  run(): Promise<unknown>;
}

/**
 * Times contenders in turn, again and again, and keeps each one's best: what else the machine does then hits all alike,
 * so the ratios hold where the seconds do not.
 * @returns milliseconds, in the contenders' order
 */
export async function bestMs(contenders: readonly Contender[], rounds: number): Promise<number[]> {
  const best = contenders.map(() => Infinity);
  for (const contender of contenders) await contender.run();
  for (let round = 0; round < rounds; round++) {
    for (const [i, contender] of contenders.entries()) {
      const startMs = performance.now();
      await contender.run();
      best[i] = Math.min(best[i] as number, performance.now() - startMs);
    }
  }
  return best;
}
