import { lowerToInference } from '../engine/lower.ts';
import { createSession } from '../engine/session.ts';
import type { NetworkConfig } from '../network/config.ts';
import { buildUnet } from '../network/unet.ts';
import { answerCalls } from './answer-calls.ts';

export interface EngineStart {
  readonly config: NetworkConfig;
  readonly values: ReadonlyMap<string, Float32Array>;
  /** ONNX Runtime's name of the device. */
  readonly provider: string;
  /** 0: one for each core. */
  readonly threads: number;
}

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
  const { config, values, provider, threads } = start as EngineStart;
  const startMs = performance.now();
  const model = lowerToInference(buildUnet(config), values);
  const loweredMs = performance.now();
  const session = await createSession(model, { providers: [provider], threads });
  return {
    ready: { lowerMs: loweredMs - startMs, sessionMs: performance.now() - loweredMs },
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
