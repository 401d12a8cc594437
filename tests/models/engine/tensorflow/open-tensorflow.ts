import { type Backend, isInstalled } from '../../../../models/node/tensorflow/backends.ts';
import { type LoadedTensorFlow, loadTensorFlow } from '../../../../models/node/tensorflow/load-tensorflow.ts';
import { registerGradients } from './gradients-of-core.ts';

/** The real libtensorflow where `npm run setup:tensorflow` has put it, plain JavaScript elsewhere. */
export const testedBackend: Backend = isInstalled('native') ? 'native' : 'plain';

/** With gradients, which libtensorflow's package brings and the core alone does not. */
export async function openTensorFlow(): Promise<LoadedTensorFlow> {
  const loaded = await loadTensorFlow(testedBackend);
  if (testedBackend === 'plain') await registerGradients();
  return loaded;
}
