import type { Feeds } from '../../engine/session.ts';
import { createTensorFlowTraining } from '../../engine/tensorflow/training.ts';
import type { NetworkConfig } from '../../network/config.ts';
import { buildUnet } from '../../network/unet.ts';
import { answerCalls } from '../answer-calls.ts';
import type { Backend } from './backends.ts';
import { loadTensorFlow } from './load-tensorflow.ts';

export interface TrainingStart {
  /** At the side it trains at. */
  readonly config: NetworkConfig;
  /** p of the loss. */
  readonly p: 1 | 2;
  readonly backend: Backend;
}

/** A thread of its own, started by training-thread.ts: holds one network that learns. */
await answerCalls<readonly string[], Feeds, Record<string, Float32Array>>(async (start) => {
  const { config, p, backend } = start as TrainingStart;
  const { tf } = await loadTensorFlow(backend);
  const session = createTensorFlowTraining(buildUnet(config), p, tf);
  return {
    ready: session.inputs,
    close: async () => session.dispose(),
    async answer(feeds) {
      const result = await session.run(feeds);
      return { result, moved: Object.values(result).map(({ buffer }) => buffer as ArrayBuffer) };
    },
  };
});
