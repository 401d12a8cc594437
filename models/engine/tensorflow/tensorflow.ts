import type * as core from '@tensorflow/tfjs-core';
import { AppFailure } from '../../failure.ts';

/** TensorFlow.js with a backend that is ready; models/node/tensorflow/ loads it. No other room knows it. */
export type TensorFlow = typeof core;

export type { Tensor } from '@tensorflow/tfjs-core';

/** @throws AppFailure 'engine-failed' for whatever TensorFlow.js throws, out of memory among it */
export async function attempt<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw new AppFailure('engine-failed', 'TensorFlow.js stopped on this network; leave --engine out to use ONNX Runtime.', { cause });
  }
}
