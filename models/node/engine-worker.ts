import { parentPort, workerData } from 'node:worker_threads';
import { lowerToInference } from '../engine/lower.ts';
import { createSession, type Session } from '../engine/session.ts';
import { AppFailure } from '../failure.ts';
import { buildUnet } from '../network/unet.ts';
import type { EngineReply, EngineRequest, EngineStart } from './engine-messages.ts';

/** A thread of its own, started by engine-host.ts: holds one network and answers calls one after another. */
const { config, values, provider, threads } = workerData as EngineStart;
const port = parentPort;
if (port === null) throw new Error('engine-worker.ts is a thread; engine-host.ts starts it.');

let calls = Promise.resolve();
const send = (reply: EngineReply, moved: ArrayBuffer[] = []): void => port.postMessage(reply, moved);
try {
  const session = await open();
  port.on('message', (request: EngineRequest) => {
    calls = calls.then(async () => answer(session, request));
  });
} catch (error) {
  send(failure(undefined, error));
}

async function open(): Promise<Session> {
  const startMs = performance.now();
  const model = lowerToInference(buildUnet(config), values);
  const loweredMs = performance.now();
  const session = await createSession(model, { providers: [provider], threads });
  send({ kind: 'ready', lowerMs: loweredMs - startMs, sessionMs: performance.now() - loweredMs });
  return session;
}

async function answer(session: Session, request: EngineRequest): Promise<void> {
  if (request.kind === 'close') {
    await session.dispose();
    port?.close();
    return;
  }
  const { id, x, yt, gamma } = request;
  const picture = [gamma.length, 3, config.side, config.side];
  try {
    const { f } = await session.run({
      x: { values: x, shape: picture },
      yt: { values: yt, shape: picture },
      gamma: { values: gamma, shape: [gamma.length, 1] },
    });
    // A copy, because the runtime's own memory cannot move between threads.
    const copy = Float32Array.from(f as Float32Array);
    send({ kind: 'result', id, f: copy }, [copy.buffer]);
  } catch (error) {
    send(failure(id, error));
  }
}

function failure(id: number | undefined, error: unknown): EngineReply {
  const reason = error instanceof AppFailure ? error.cause : error;
  const cause = reason instanceof Error ? reason.message : String(reason);
  if (error instanceof AppFailure) return { kind: 'failed', id, code: error.code, sentence: error.message, cause };
  return { kind: 'failed', id, code: 'engine-failed', sentence: 'The restoration engine could not run this network.', cause };
}
