import type { Weights } from '../checkpoint/safetensors.ts';
import type { Choice } from '../engine/devices.ts';
import type { NetworkConfig } from '../network/config.ts';
import { CallThread } from './call-thread.ts';
import { chooseDevice } from './choose-device.ts';
import type { EngineCall, EngineReady, EngineStart } from './engine-worker.ts';

/** A network in memory, in a thread of its own: this thread stays free while it computes. */
export interface Network {
  /**
   * One call; calls wait for one another.
   * @param x condition, planar [n,3,side,side] in [-1, 1]
   * @param yt noisy picture, like x
   * @param gamma noise levels [n], 1 = clean
   * @returns the prediction, planar [n,3,side,side]
   * @throws AppFailure 'engine-failed'
   */
  predict(x: Float32Array, yt: Float32Array, gamma: Float32Array): Promise<Float32Array>;
  /** Of the square pictures, pixels. */
  readonly side: number;
  readonly device: Choice;
  /** What opening it took. */
  readonly start: EngineReady;
  /** Lets running calls finish, then frees memory and thread. */
  dispose(): Promise<void>;
}

export interface NetworkOptions {
  readonly config: NetworkConfig;
  /** Every parameter of the network; see checkWeights. */
  readonly weights: Weights;
  /** auto (the default), cpu, webgpu, coreml, dml, cuda */
  readonly device?: string;
  /** 0 (the default): one for each core. */
  readonly threads?: number;
}

/**
 * Makes the network and its thread ready. Falls back to the processor where a device cannot be used, and says so.
 * @throws AppFailure 'device-unavailable' for an unknown device name, 'engine-failed'
 */
export async function openNetwork({ config, weights, device = 'auto', threads = 0 }: NetworkOptions): Promise<Network> {
  const choice = await chooseDevice(device, config);
  const values = new Map([...weights].map(([name, tensor]) => [name, tensor.values]));
  const file = new URL('./engine-worker.ts', import.meta.url);
  const start: EngineStart = { config, values, provider: choice.name, threads };
  const thread = new CallThread<EngineStart, EngineReady, EngineCall, Float32Array>(file, start);
  const ready = await thread.ready;
  return {
    side: config.side,
    device: choice,
    start: ready,
    async predict(x, yt, gamma) {
      // Copies move: a caller keeps its pictures from step to step.
      const copies = { x: new Float32Array(x), yt: new Float32Array(yt), gamma: new Float32Array(gamma) };
      return thread.call(copies, [copies.x.buffer, copies.yt.buffer, copies.gamma.buffer]);
    },
    dispose: async () => thread.close(),
  };
}
