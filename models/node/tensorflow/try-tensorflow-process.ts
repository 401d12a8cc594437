import type { Trial } from '../../engine/devices.ts';
import { createTensorFlowSession } from '../../engine/tensorflow/inference.ts';
import { trySession } from '../../engine/try-device.ts';
import { AppFailure } from '../../failure.ts';
import type { NetworkConfig } from '../../network/config.ts';
import type { Backend } from './backends.ts';
import { loadTensorFlow } from './load-tensorflow.ts';

/** What a trial sends. */
export type TensorFlowTrial = { readonly failure: string } | { readonly title: string; readonly trial: Trial };

/** A process of its own, started by choose-tensorflow.ts: tries one backend and sends what came of it. */
const { backend, config } = JSON.parse(process.argv[2] ?? '') as { backend: Backend; config: NetworkConfig };
process.send?.(await tryTensorFlow());

async function tryTensorFlow(): Promise<TensorFlowTrial> {
  try {
    const { tf, title } = await loadTensorFlow(backend);
    const trial = await trySession(async (graph, values) => createTensorFlowSession(graph, values, tf), config, () => performance.now());
    return { title, trial };
  } catch (error) {
    const cause = error instanceof AppFailure ? error.cause : error;
    return { failure: cause instanceof Error ? cause.message : String(cause) };
  }
}
