import { createSession, type Feeds, type SessionOptions } from '../engine/session.ts';
import { answerCalls } from './answer-calls.ts';

export interface SessionStart {
  readonly model: Uint8Array;
  readonly options: SessionOptions;
}

/** A thread of its own, started by session-thread.ts: holds one session. */
await answerCalls<readonly string[], Feeds, Record<string, Float32Array>>(async (start) => {
  const { model, options } = start as SessionStart;
  const session = await createSession(model, options);
  return {
    ready: session.inputs,
    close: async () => session.dispose(),
    async answer(feeds) {
      const result = await session.run(feeds);
      return { result, moved: Object.values(result).map(({ buffer }) => buffer as ArrayBuffer) };
    },
  };
});
