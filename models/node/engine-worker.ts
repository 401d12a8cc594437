import { lowerToInference, type ParameterValues } from '../engine/lower.ts';
import { createSession, type Session } from '../engine/session.ts';
import { createTensorFlowSession } from '../engine/tensorflow/inference.ts';
import type { NetworkConfig } from '../network/config.ts';
import type { Graph } from '../network/graph.ts';
import { buildUnet } from '../network/unet.ts';
import { answerCalls } from './answer-calls.ts';
import type { Backend } from './tensorflow/backends.ts';
import { loadTensorFlow } from './tensorflow/load-tensorflow.ts';

export interface EngineStart {
  readonly config: NetworkConfig;
  readonly values: ParameterValues;
  readonly place: EnginePlace;
}

/** What the network runs on. */
export type EnginePlace =
  | {
      readonly engine: 'onnx';
      /** ONNX Runtime's name of the device. */
      readonly provider: string;
      /** 0: one for each core. */
      readonly threads: number;
    }
  | { readonly engine: 'tensorflow'; readonly backend: Backend };

/** What opening took. */
export interface EngineReady {
  readonly lowerMs: number;
  readonly sessionMs: number;
}

/** Pictures [n,3,side,side] and levels [n]. */
export interface EngineCall {
  readonly x: Float32Array;
  readonly yt: Float32Array;
  readonly gamma: Float32Array;
}

/** A thread of its own, started by engine-host.ts: holds one network. */
await answerCalls<EngineReady, EngineCall, Float32Array>(async (start) => {
  const { config, values, place } = start as EngineStart;
  const startMs = performance.now();
  const open = await prepare(buildUnet(config), values, place);
  const preparedMs = performance.now();
  const session = await open();
  return {
    ready: { lowerMs: preparedMs - startMs, sessionMs: performance.now() - preparedMs },
    close: async () => session.dispose(),
    async answer({ x, yt, gamma }) {
      const picture = [gamma.length, 3, config.side, config.side];
      const { f } = await session.run({
        x: { values: x, shape: picture },
        yt: { values: yt, shape: picture },
        gamma: { values: gamma, shape: [gamma.length, 1] },
      });
      const result = f as Float32Array<ArrayBuffer>;
      return { result, moved: [result.buffer] };
    },
  };
});

/** Writes the network's file, or brings the library that needs none. @returns what opens it */
async function prepare(graph: Graph, values: ParameterValues, place: EnginePlace): Promise<() => Promise<Session>> {
  if (place.engine === 'tensorflow') {
    const { tf } = await loadTensorFlow(place.backend);
    return async () => createTensorFlowSession(graph, values, tf);
  }
  const model = lowerToInference(graph, values);
  return async () => createSession(model, { providers: [place.provider], threads: place.threads });
}
