import { AppFailure } from './failure.ts';

/** What long work looks at between two steps; every DOM or Node `AbortSignal` is one. */
export interface CancelSignal {
  readonly aborted: boolean;
}

/** @throws AppFailure 'cancelled' once the signal is aborted. */
export function throwIfCancelled(signal: CancelSignal | undefined): void {
  if (signal?.aborted === true) throw new AppFailure('cancelled', 'Stopped before it was finished; nothing was written.');
}
