import type { FailureCode } from '../failure.ts';
import type { NetworkConfig } from '../network/config.ts';

/** What the engine's thread starts with. */
export interface EngineStart {
  readonly config: NetworkConfig;
  readonly values: ReadonlyMap<string, Float32Array>;
  /** ONNX Runtime's name of the device. */
  readonly provider: string;
  /** 0: one for each core. */
  readonly threads: number;
}

/** To the thread; the buffers move there. */
export type EngineRequest =
  | { readonly kind: 'predict'; readonly id: number; readonly x: Float32Array; readonly yt: Float32Array; readonly gamma: Float32Array }
  | { readonly kind: 'close' };

/** From the thread. */
export type EngineReply =
  | { readonly kind: 'ready'; readonly lowerMs: number; readonly sessionMs: number }
  | { readonly kind: 'result'; readonly id: number; readonly f: Float32Array }
  /** Of the call, or, without an id, of the start. */
  | { readonly kind: 'failed'; readonly id: number | undefined; readonly code: FailureCode; readonly sentence: string; readonly cause: string };
