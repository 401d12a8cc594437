import { createRequire } from 'node:module';
import type { TensorFlow } from '../../engine/tensorflow/tensorflow.ts';
import { type Backend, packageOf, tensorFlowFolder } from './backends.ts';

export interface LoadedTensorFlow {
  readonly tf: TensorFlow;
  /** What it is, for a person: TensorFlow.js 4.22.0 on libtensorflow 2.18.1 (processor). */
  readonly title: string;
}

/**
 * Brings TensorFlow.js into this thread. A damaged native library ends the process instead of throwing: call it where that
 * is borne (choose-tensorflow.ts tries it in a process of its own first), and never in a program's main thread.
 * @throws whatever Node, the dynamic linker or TensorFlow.js says: `reasonOf` makes words of it
 */
export async function loadTensorFlow(backend: Backend): Promise<LoadedTensorFlow> {
  switch (backend) {
    case 'gpu':
    case 'native':
      return native(packageOf[backend]);
    case 'wasm':
      return script(packageOf.wasm, 'wasm');
    case 'plain':
      return script(packageOf.plain, 'cpu');
  }
}

async function native(name: string): Promise<LoadedTensorFlow> {
  mendUtil();
  const tf = createRequire(`${tensorFlowFolder()}/package.json`)(name) as TensorFlow;
  await tf.ready();
  tf.enableProdMode();
  const { binding, isUsingGpuDevice } = tf.backend() as unknown as { binding: { TF_Version: string }; isUsingGpuDevice: boolean };
  const device = isUsingGpuDevice ? 'graphics card' : 'processor';
  return { tf, title: `TensorFlow.js ${tf.version_core} on libtensorflow ${binding.TF_Version} (${device})` };
}

async function script(name: string, backend: string): Promise<LoadedTensorFlow> {
  const require = createRequire(import.meta.url);
  const tf = require('@tensorflow/tfjs-core') as TensorFlow;
  // Before the backend: else it prints advice to install another.
  tf.enableProdMode();
  require(name);
  if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} does not start`);
  return { tf, title: `TensorFlow.js ${tf.version_core} on its ${backend} backend` };
}

/** Node 23 took away what tfjs-node 4.22 still calls. */
function mendUtil(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] ??= (value: unknown): boolean => value === null || value === undefined;
  util['isArray'] ??= Array.isArray;
}
