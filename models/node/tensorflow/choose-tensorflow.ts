import type { Trial } from '../../engine/devices.ts';
import type { NetworkConfig } from '../../network/config.ts';
import { startProcess } from '../own-file.ts';
import { type Backend, backendsToTry, isInstalled, packageOf, tensorFlowEnvironment } from './backends.ts';
import { crashReason, reasonOf } from './load-reason.ts';
import type { TensorFlowTrial } from './try-tensorflow-process.ts';

/** Loading half a gigabyte from a slow disk takes a while; a driver that hangs is not waited for. */
const TRIAL_LIMIT_MS = 120_000;

/** Both engines compute in single precision, in another order: more apart than this is a broken library. */
const ERROR_LIMIT = 1e-3;

/** A backend that has shown that it works, or none; a sentence for a person in both cases. */
export type TensorFlowChoice =
  | { readonly backend: Backend; readonly sentence: string }
  | { readonly backend: undefined; readonly sentence: string };

interface Wish {
  readonly config: NetworkConfig;
  /** cpu leaves the graphics card alone. */
  readonly device: string;
  /** 0: one for each core. */
  readonly threads: number;
  /** Only backends that have gradients. */
  readonly learning: boolean;
}

/**
 * Finds the best backend that runs this network and agrees with ONNX Runtime. Each is tried in a process of its own, so that a
 * library that lacks a part, a driver, or the processor's instructions costs only the trial.
 */
export async function chooseTensorFlow({ config, device, threads, learning }: Wish): Promise<TensorFlowChoice> {
  const environment = tensorFlowEnvironment(threads);
  const against: string[] = [];
  for (const backend of backendsToTry(device, learning)) {
    const tried = isInstalled(backend) ? await tryInProcess(backend, config, environment) : 'is not installed';
    const choice = typeof tried === 'string' ? undefined : accepted(backend, tried, against);
    if (choice !== undefined) {
      // Its threads read it from the process.
      Object.assign(process.env, environment);
      return choice;
    }
    against.push(`${packageOf[backend]} ${typeof tried === 'string' ? tried : wrong(tried.trial)}`);
  }
  return { backend: undefined, sentence: `TensorFlow.js cannot be used: ${against.join('; ')} (${remedy}).` };
}

const remedy = 'npm run setup:tensorflow installs it';

type Answer = Exclude<TensorFlowTrial, { readonly failure: string }>;

function accepted(backend: Backend, { title, trial }: Answer, against: readonly string[]): TensorFlowChoice | undefined {
  if (trial.kind !== 'ran' || !(trial.error < ERROR_LIMIT)) return undefined;
  const times = `${trial.deviceMs.toFixed(0)} ms a call, ONNX Runtime ${trial.processorMs.toFixed(0)} ms`;
  const why = backend === 'wasm' ? `: ${against.join('; ')} (${remedy})` : '';
  return { backend, sentence: `Using ${title}, as asked (${times}; the results agree)${why}.` };
}

function wrong(trial: Trial): string {
  return trial.kind === 'ran' ? 'gives wrong results here' : 'does not run this network';
}

/** @returns why not, as words that follow the package's name */
async function tryInProcess(backend: Backend, config: NetworkConfig, environment: Record<string, string>): Promise<Answer | string> {
  const child = startProcess(new URL('./try-tensorflow-process.ts', import.meta.url), [JSON.stringify({ backend, config })], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { ...process.env, ...environment },
    timeout: TRIAL_LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  return new Promise((resolve) => {
    child.once('message', (message) => {
      const answer = message as TensorFlowTrial;
      resolve('failure' in answer ? reasonOf(answer.failure) : answer);
      child.kill('SIGKILL');
    });
    child.once('error', (error) => resolve(`cannot be tried (${error.message})`));
    child.once('exit', (code, signal) => resolve(crashReason(signal ?? String(code))));
  });
}
