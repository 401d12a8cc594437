import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What TensorFlow.js may compute with: libtensorflow with CUDA, libtensorflow, WebAssembly, plain JavaScript (for tests). */
export type Backend = 'gpu' | 'native' | 'wasm' | 'plain';

export const packageOf = {
  gpu: '@tensorflow/tfjs-node-gpu',
  native: '@tensorflow/tfjs-node',
  wasm: '@tensorflow/tfjs-backend-wasm',
  plain: '@tensorflow/tfjs-backend-cpu',
} as const satisfies Record<Backend, string>;

/**
 * Those worth a try, best first. Plain JavaScript is a hundred times slower than ONNX Runtime, and the wasm backend has no
 * gradient of a filter.
 * @param device cpu leaves the graphics card alone; any other name is as good as auto
 */
export function backendsToTry(device: string, learning: boolean): readonly Backend[] {
  return [...(device === 'cpu' ? [] : (['gpu'] as const)), 'native', ...(learning ? [] : (['wasm'] as const))];
}

/** Whether a backend's package is here at all; whether it loads is another question. */
export function isInstalled(backend: Backend): boolean {
  if (backend === 'gpu' || backend === 'native') return existsSync(join(tensorFlowFolder(), 'node_modules', packageOf[backend], 'package.json'));
  try {
    createRequire(import.meta.url).resolve(packageOf[backend]);
    return true;
  } catch {
    return false;
  }
}

/** Where `npm run setup:tensorflow` puts packages and native library; HEIRLOOM_TENSORFLOW names another folder. */
export function tensorFlowFolder(): string {
  const { HEIRLOOM_TENSORFLOW: named } = process.env;
  return named === undefined || named === '' ? fileURLToPath(new URL('../../../.cache/tensorflow', import.meta.url)) : named;
}

/**
 * What libtensorflow reads from the environment of its process, which only the main thread can change: quiet but for errors,
 * no more of a graphics card's memory than it needs, and on Windows the folder its library lies in.
 * @param threads 0: one for each core
 */
export function tensorFlowEnvironment(threads: number): Record<string, string> {
  const count: Record<string, string> = threads === 0 ? {} : { TF_NUM_INTRAOP_THREADS: String(threads), OMP_NUM_THREADS: String(threads) };
  return { TF_CPP_MIN_LOG_LEVEL: '2', TF_FORCE_GPU_ALLOW_GROWTH: 'true', ...windowsLibraries(), ...count };
}

function windowsLibraries(): Record<string, string> {
  if (process.platform !== 'win32') return {};
  const folders = [packageOf.gpu, packageOf.native].map((name) => join(tensorFlowFolder(), 'node_modules', name, 'deps', 'lib'));
  return { PATH: [...folders, process.env['PATH'] ?? ''].join(delimiter) };
}
