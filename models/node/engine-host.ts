import type { Weights } from '../checkpoint/safetensors.ts';
import { engineNamed } from '../engine/engines.ts';
import type { NetworkConfig } from '../network/config.ts';
import { CallThread } from './call-thread.ts';
import { chooseDevice } from './choose-device.ts';
import type { EngineCall, EnginePlace, EngineReady, EngineStart } from './engine-worker.ts';
import { chooseTensorFlow } from './tensorflow/choose-tensorflow.ts';
import { withSubstitute } from './tensorflow/with-substitute.ts';

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
  /** Where it runs, and why. It may change: TensorFlow.js that fails hands over to ONNX Runtime. */
  readonly device: NetworkDevice;
  /** What opening it took. */
  readonly start: EngineReady;
  /** Lets running calls finish, then frees memory and thread. */
  dispose(): Promise<void>;
}

export interface NetworkDevice {
  /** ONNX Runtime's device, or tensorflow. */
  readonly name: string;
  /** For a person. */
  readonly sentence: string;
}

export interface NetworkOptions {
  readonly config: NetworkConfig;
  /** Every parameter of the network; see checkWeights. */
  readonly weights: Weights;
  /** onnx (the default) or tensorflow */
  readonly engine?: string;
  /** auto (the default), cpu, webgpu, coreml, dml, cuda; to TensorFlow.js, cpu is one thing and the others another */
  readonly device?: string;
  /** 0 (the default): one for each core. */
  readonly threads?: number;
}

/**
 * Makes the network and its thread ready. Falls back to the processor where a device cannot be used, and to ONNX Runtime where
 * TensorFlow.js cannot, and says so.
 * @throws AppFailure 'device-unavailable' for an unknown name of a device or an engine, 'engine-failed'
 */
export async function openNetwork(options: NetworkOptions): Promise<Network> {
  if (engineNamed(options.engine ?? 'onnx') === 'onnx') return openOnnx(options);
  const { config, device = 'auto', threads = 0 } = options;
  const { backend, sentence } = await chooseTensorFlow({ config, device, threads, learning: false });
  const substitute = async (why: string): Promise<Network> => {
    const network = await openOnnx(options);
    return { ...network, device: { ...network.device, sentence: `${why} ${network.device.sentence}` } };
  };
  if (backend === undefined) return substitute(sentence);
  return withSubstitute(await openThread(options, { engine: 'tensorflow', backend }, { name: 'tensorflow', sentence }), substitute);
}

async function openOnnx(options: NetworkOptions): Promise<Network> {
  const { config, device = 'auto', threads = 0 } = options;
  const choice = await chooseDevice(device, config);
  return openThread(options, { engine: 'onnx', provider: choice.name, threads }, choice);
}

async function openThread({ config, weights }: NetworkOptions, place: EnginePlace, device: NetworkDevice): Promise<Network> {
  const values = new Map([...weights].map(([name, tensor]) => [name, tensor.values]));
  const file = new URL('./engine-worker.ts', import.meta.url);
  const start: EngineStart = { config, values, place };
  const thread = new CallThread<EngineStart, EngineReady, EngineCall, Float32Array>(file, start);
  const ready = await thread.ready;
  return {
    side: config.side,
    device,
    start: ready,
    async predict(x, yt, gamma) {
      // Copies move: a caller keeps its pictures from step to step.
      const copies = { x: new Float32Array(x), yt: new Float32Array(yt), gamma: new Float32Array(gamma) };
      return thread.call(copies, [copies.x.buffer, copies.yt.buffer, copies.gamma.buffer]);
    },
    dispose: async () => thread.close(),
  };
}
