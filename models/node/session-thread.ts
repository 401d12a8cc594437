import type { Feeds, Session, SessionOptions } from '../engine/session.ts';
import { CallThread } from './call-thread.ts';
import type { SessionStart } from './session-worker.ts';

/**
 * A session in a thread of its own, so that several compute at once and the caller can draw the next batch meanwhile. For
 * training, two sessions of one thread each finish a quarter sooner than one of two threads: copying and adding, which
 * ONNX Runtime does in one thread, then happen twice at a time.
 * @throws AppFailure 'engine-failed' if the runtime refuses the model
 */
export async function openSessionThread(model: Uint8Array, options: SessionOptions): Promise<Session> {
  const file = new URL('./session-worker.ts', import.meta.url);
  const thread = new CallThread<SessionStart, readonly string[], Feeds, Record<string, Float32Array>>(file, { model, options });
  return {
    inputs: await thread.ready,
    run: async (feeds) => thread.call(feeds),
    dispose: async () => thread.close(),
  };
}
