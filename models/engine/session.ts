import * as ort from 'onnxruntime-node';
import { AppFailure } from '../failure.ts';

/** What a model is fed: float32 values and their full shape, batch first. */
export interface Feed {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

export type Feeds = Readonly<Record<string, Feed>>;

/** A model in memory. The only file that knows the runtime hands these out. */
export interface Session {
  /** Names of what it must be fed. */
  readonly inputs: readonly string[];
  /** Blocks this thread while it computes. @returns every output by name. @throws AppFailure 'engine-failed' */
  run(feeds: Feeds): Promise<Record<string, Float32Array>>;
  dispose(): Promise<void>;
}

export interface SessionOptions {
  /** ONNX Runtime's names, in order of preference. */
  readonly providers: readonly string[];
  /** 0 leaves the choice to the runtime: one for each core. */
  readonly threads: number;
}

/** @throws AppFailure 'engine-failed' if the runtime refuses the model. */
export async function createSession(model: Uint8Array, { providers, threads }: SessionOptions): Promise<Session> {
  // 'all' adds a blocked layout where weights are baked: 95 GFLOP/s a core instead of 72 on AVX2 (docs/engines.md).
  const options: ort.InferenceSession.SessionOptions = {
    executionProviders: [...providers],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  };
  const session = await attempt(async () => ort.InferenceSession.create(model, options));
  return {
    inputs: session.inputNames,
    async run(feeds) {
      const tensors = Object.fromEntries(
        Object.entries(feeds).map(([name, { values, shape }]) => [name, new ort.Tensor('float32', values, shape)]),
      );
      const results = await attempt(async () => session.run(tensors));
      return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, tensor.data as Float32Array]));
    },
    dispose: async () => session.release(),
  };
}

async function attempt<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw new AppFailure('engine-failed', 'The restoration engine stopped on this network; try --device cpu.', { cause });
  }
}
