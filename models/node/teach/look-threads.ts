import { availableParallelism } from 'node:os';
import { type CancelSignal, throwIfCancelled } from '../../cancel.ts';
import { CallThread } from '../call-thread.ts';
import type { LookCall, LookResult } from './look-worker.ts';

/** More threads than this wait for the disk. */
const mostThreads = 4;

/** Threads that look at photos, so that whoever asks stays free. */
export interface LookThreads {
  /** Whether faces can be found: their package may be missing. */
  readonly findsFaces: boolean;
  /**
   * All calls, several at a time; yields each result with its number as it comes.
   * @throws AppFailure 'cancelled' as soon as a photo that is being looked at is done, 'engine-failed', 'disk-full'
   */
  run(calls: readonly LookCall[], signal: CancelSignal | undefined): AsyncGenerator<Looked, void>;
  close(): Promise<void>;
}

interface Looked {
  /** Number of the call. */
  readonly i: number;
  readonly result: LookResult;
}

export async function openLookThreads(threads = 0): Promise<LookThreads> {
  const count = Math.min(mostThreads, threads === 0 ? availableParallelism() : threads);
  const file = new URL('./look-worker.ts', import.meta.url);
  const opened = Array.from({ length: count }, () => new CallThread<null, boolean, LookCall, LookResult>(file, null));
  const found = await Promise.all(opened.map(async ({ ready }) => ready));
  return {
    findsFaces: found.every(Boolean),
    async *run(calls, signal) {
      type Done = { readonly thread: number; readonly i: number; readonly result: LookResult };
      const working = new Map<number, Promise<Done>>();
      let next = 0;
      const begin = (thread: number): void => {
        const i = next++;
        const done = (opened[thread] as (typeof opened)[number]).call(calls[i] as LookCall).then((result) => ({ thread, i, result }));
        done.catch(() => undefined); // told when its turn comes
        working.set(thread, done);
      };
      for (let thread = 0; thread < count && next < calls.length; thread++) begin(thread);
      while (working.size > 0) {
        const { thread, i, result } = await Promise.race(working.values());
        working.delete(thread);
        throwIfCancelled(signal);
        if (next < calls.length) begin(thread);
        yield { i, result };
      }
    },
    async close() {
      await Promise.all(opened.map(async (thread) => thread.close()));
    },
  };
}
