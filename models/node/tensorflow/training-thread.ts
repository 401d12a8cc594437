import type { Feeds, Session } from '../../engine/session.ts';
import { AppFailure } from '../../failure.ts';
import type { NetworkConfig } from '../../network/config.ts';
import { CallThread } from '../call-thread.ts';
import { chooseTensorFlow } from './choose-tensorflow.ts';
import type { TrainingStart } from './training-worker.ts';

interface Learning {
  /** At the side it trains at. */
  readonly config: NetworkConfig;
  /** p of the loss. */
  readonly p: 1 | 2;
  /** 0: one for each core. */
  readonly threads: number;
}

/**
 * A network that learns by TensorFlow.js, in a thread of its own; fed and answering as `lowerToTraining`'s session does. There is
 * no falling back: what another engine computes is other bytes, and nothing is lost before the first step.
 * @throws AppFailure 'device-unavailable' with the reason and the remedy
 */
export async function openTensorFlowTraining({ config, p, threads }: Learning): Promise<Session> {
  const { backend, sentence } = await chooseTensorFlow({ config, device: 'auto', threads, learning: true });
  if (backend === undefined) throw new AppFailure('device-unavailable', sentence);
  const file = new URL('./training-worker.ts', import.meta.url);
  const thread = new CallThread<TrainingStart, readonly string[], Feeds, Record<string, Float32Array>>(file, { config, p, backend });
  return {
    inputs: await thread.ready,
    run: async (feeds) => thread.call(feeds),
    dispose: async () => thread.close(),
  };
}
