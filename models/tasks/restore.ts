import type { CancelSignal } from '../cancel.ts';
import type { Manifest } from '../checkpoint/manifest.ts';
import type { SamplerName } from '../diffusion/samplers/index.ts';
import type { Spacing } from '../diffusion/timesteps.ts';
import type { Face } from '../faces/detector.ts';
import type { Photo } from '../photo/photo.ts';
import type { ColourHint } from './colour-hints.ts';

/** What runs the network; the engine's host is one. */
export interface TaskNetwork {
  /** Side of the square pictures, pixels. */
  readonly side: number;
  /**
   * @param x conditions, planar [n,3,side,side]; `yt` likewise
   * @param gamma [n], each picture's noise level
   * @returns the prediction, planar [n,3,side,side], the caller's to keep
   */
  predict(x: Float32Array, yt: Float32Array, gamma: Float32Array): Promise<Float32Array>;
}

/** A model that runs: its network, and what its manifest says of its use. */
export interface Restorer {
  readonly network: TaskNetwork;
  readonly manifest: Pick<Manifest, 'id' | 'task' | 'subject' | 'schedule' | 'prediction' | 'defaults'>;
  /** Of a model for scenes: who restores the faces in them. */
  readonly faces?: FaceRestorer;
}

/** Finds the faces of a photo, and has a model that learned to restore them, close up. */
export interface FaceRestorer {
  find(photo: Photo): Promise<readonly Face[]>;
  open(): Promise<Restorer>;
}

/** What a person may choose; whatever is absent is the model's own default. */
export interface RestoreOptions {
  /** Network calls a picture, 1 or more. */
  readonly steps?: number | undefined;
  readonly sampler?: SamplerName | undefined;
  readonly spacing?: Spacing | undefined;
  /** Fresh noise a step, 0 .. 1 (ddim). */
  readonly eta?: number | undefined;
  /** Fraction of the chain, (0, 1], to sample from once a first call has guessed the picture; 1 = from pure noise. */
  readonly start?: number | undefined;
  /** Strength of the colours: 0 = grey, 1 = as the model says (1 when absent), at most 2. Colorizing only. */
  readonly intensity?: number | undefined;
  /** What a person knows of the colours. Colorizing only. */
  readonly hints?: readonly ColourHint[] | undefined;
  /** Same seed, same bytes. 0 when absent. */
  readonly seed?: number | undefined;
  readonly signal?: CancelSignal | undefined;
}

/** Reported after every step of a sampler. */
export interface RestoreProgress {
  /** Network calls done (a call = one picture through the network once). */
  readonly done: number;
  /** All calls this photo takes; it does not change on the way. */
  readonly of: number;
  /** The photo so far, at most 256 pixels on its long side. */
  readonly preview: Photo;
}
