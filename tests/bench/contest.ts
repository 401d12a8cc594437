/** Something to time; `ms` runs it once and says how long it took. */
export interface Contender {
  readonly name: string;
  readonly ms: () => Promise<number>;
}

/**
 * Contenders take turns, round after round, and the shortest time of each counts: other programs only ever lengthen one.
 * @returns milliseconds by name
 */
export async function contest(contenders: readonly Contender[], rounds: number): Promise<Record<string, number>> {
  const best = new Map(contenders.map(({ name }) => [name, Infinity]));
  for (const { ms } of contenders) await ms(); // memory is laid out in the first call
  for (let round = 0; round < rounds; round++) {
    for (const { name, ms } of contenders) best.set(name, Math.min(best.get(name) as number, await ms()));
  }
  return Object.fromEntries(best);
}

/** @returns how long it took, milliseconds */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
