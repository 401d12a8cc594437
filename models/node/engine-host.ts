import type { Worker } from 'node:worker_threads';
import type { Weights } from '../checkpoint/safetensors.ts';
import type { Choice } from '../engine/devices.ts';
import { AppFailure } from '../failure.ts';
import type { NetworkConfig } from '../network/config.ts';
import { chooseDevice } from './choose-device.ts';
import type { EngineReply, EngineRequest, EngineStart } from './engine-messages.ts';
import { startThread } from './own-file.ts';

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
  readonly start: { readonly lowerMs: number; readonly sessionMs: number };
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
  const thread = new EngineThread({ config, values, provider: choice.name, threads });
  const start = await thread.ready;
  return {
    side: config.side,
    device: choice,
    start,
    predict: async (x, yt, gamma) => thread.predict(x, yt, gamma),
    dispose: async () => thread.close(),
  };
}

interface Pending<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (failure: AppFailure) => void;
}

/** The near end of engine-worker.ts. */
class EngineThread {
  readonly ready: Promise<Network['start']>;
  readonly #worker: Worker;
  readonly #calls = new Map<number, Pending<Float32Array>>();
  readonly #exit: Promise<void>;
  #started: Pending<Network['start']> | undefined;
  #nextId = 0;
  #ended: AppFailure | undefined;

  constructor(start: EngineStart) {
    this.#worker = startThread(new URL('./engine-worker.ts', import.meta.url), { workerData: start });
    this.ready = new Promise((resolve, reject) => {
      this.#started = { resolve, reject };
    });
    this.#worker.on('message', (reply: EngineReply) => this.#receive(reply));
    this.#worker.on('error', (cause) => this.#end(cause));
    this.#exit = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        this.#end(new Error(`The thread ended with code ${code}.`));
        resolve();
      });
    });
  }

  async predict(x: Float32Array, yt: Float32Array, gamma: Float32Array): Promise<Float32Array> {
    if (this.#ended !== undefined) throw this.#ended;
    const id = this.#nextId++;
    // Copies move: a caller keeps its pictures from step to step.
    const copies = { x: new Float32Array(x), yt: new Float32Array(yt), gamma: new Float32Array(gamma) };
    const result = new Promise<Float32Array>((resolve, reject) => this.#calls.set(id, { resolve, reject }));
    this.#worker.ref();
    this.#worker.postMessage({ kind: 'predict', id, ...copies } satisfies EngineRequest, [copies.x.buffer, copies.yt.buffer, copies.gamma.buffer]);
    return result;
  }

  async close(): Promise<void> {
    this.#worker.ref();
    this.#worker.postMessage({ kind: 'close' } satisfies EngineRequest);
    await this.#exit;
  }

  #receive(reply: EngineReply): void {
    if (reply.kind === 'ready') {
      this.#started?.resolve(reply);
    } else if (reply.kind === 'result') {
      this.#take(reply.id)?.resolve(reply.f);
    } else {
      const failure = new AppFailure(reply.code, reply.sentence, { cause: reply.cause });
      if (reply.id === undefined) this.#started?.reject(failure);
      else this.#take(reply.id)?.reject(failure);
    }
    // An idle engine alone does not keep the program running.
    if (this.#calls.size === 0) this.#worker.unref();
  }

  #take(id: number): Pending<Float32Array> | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }

  /** Whatever still waits learns that nothing will come. */
  #end(cause: unknown): void {
    this.#ended ??= new AppFailure('engine-failed', 'The restoration engine stopped; start again, with --device cpu if it stops again.', { cause });
    this.#started?.reject(this.#ended);
    for (const id of [...this.#calls.keys()]) this.#take(id)?.reject(this.#ended);
  }
}
