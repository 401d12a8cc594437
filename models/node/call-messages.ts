import type { FailureCode } from '../failure.ts';

/** What a thread that answers calls starts with: its file's own start, and memory that both ends see (see `busy.ts`). */
export interface CallStart<Start> {
  readonly start: Start;
  readonly flags: Int32Array;
}

/** To a thread that answers calls. */
export type CallMessage<Call> = { readonly kind: 'call'; readonly id: number; readonly call: Call } | { readonly kind: 'close' };

/** From it. A failure without an id is the start's. */
export type AnswerMessage<Ready, Result> =
  | { readonly kind: 'ready'; readonly ready: Ready }
  | { readonly kind: 'result'; readonly id: number; readonly result: Result }
  | { readonly kind: 'failed'; readonly id: number | undefined; readonly code: FailureCode; readonly sentence: string; readonly cause: string };
