import { parentPort, workerData } from 'node:worker_threads';
import { AppFailure } from '../failure.ts';
import { insideNative } from './busy.ts';
import type { AnswerMessage, CallMessage, CallStart } from './call-messages.ts';

export interface Answering<Ready, Call, Result> {
  /** What the caller learns at the start. */
  readonly ready: Ready;
  readonly answer: (call: Call) => Promise<{ readonly result: Result; readonly moved: readonly ArrayBuffer[] }>;
  readonly close: () => Promise<void>;
}

/**
 * The far end of CallThread: answers one call after another until it is closed.
 * @param open receives what CallThread was constructed with
 */
export async function answerCalls<Ready, Call, Result>(open: (start: unknown) => Promise<Answering<Ready, Call, Result>>): Promise<void> {
  const { start, flags } = workerData as CallStart<unknown>;
  const port = parentPort;
  if (port === null) throw new Error('This file is a thread of its own: call-thread.ts starts it.');
  const send = (message: AnswerMessage<Ready, Result>, moved: readonly ArrayBuffer[] = []): void => port.postMessage(message, moved);
  const opened = await attempt(async () => insideNative(flags, async () => open(start)), (error) => send(failed(undefined, error)));
  if (opened === undefined) return;
  const { ready, answer, close } = opened;
  const reply = async (id: number, call: Call): Promise<void> => {
    const answered = await attempt(async () => insideNative(flags, async () => answer(call)), (error) => send(failed(id, error)));
    if (answered !== undefined) send({ kind: 'result', id, result: answered.result }, answered.moved);
  };
  let done = Promise.resolve();
  port.on('message', (message: CallMessage<Call>) => {
    done = done.then(async () => {
      if (message.kind === 'call') return reply(message.id, message.call);
      await insideNative(flags, close);
      port.close();
    });
  });
  send({ kind: 'ready', ready });
}

async function attempt<T>(action: () => Promise<T>, tell: (error: unknown) => void): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    tell(error);
    return undefined;
  }
}

function failed(id: number | undefined, error: unknown): AnswerMessage<never, never> {
  const reason = error instanceof AppFailure ? error.cause : error;
  const cause = reason instanceof Error ? reason.message : String(reason);
  if (error instanceof AppFailure) return { kind: 'failed', id, code: error.code, sentence: error.message, cause };
  return { kind: 'failed', id, code: 'engine-failed', sentence: 'The restoration engine could not run this network.', cause };
}
