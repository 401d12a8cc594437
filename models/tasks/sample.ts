import type { Denoiser } from '../diffusion/denoiser.ts';
import { withKnownRegion } from '../diffusion/known-region.ts';
import { noised } from '../diffusion/process.ts';
import type { SamplerStep } from '../diffusion/samplers/index.ts';
import { subSchedule } from '../diffusion/timesteps.ts';
import type { Restorer } from './restore.ts';
import type { Settings } from './settings.ts';
import { windowedDenoiser, windowsOf, type Condition } from './windowed.ts';

/** One canvas to sample. */
export interface Scene extends Condition {
  /** Pixels that are known: planar [3,height,width] outside of the hole [height*width], 1 = unknown. */
  readonly known?: { readonly y0: Float32Array; readonly hole: Float32Array };
  /** A picture to improve instead of pure noise, planar. */
  readonly draft?: Float32Array | undefined;
  /** Changes every estimate of y0 before the sampler goes on from it. */
  readonly steer?: ((y0: Float32Array) => Float32Array) | undefined;
  /** y_T; drawn when absent. */
  readonly noise?: Float32Array;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Network calls that `sample` makes for a canvas of this size. */
export function callsOf({ width, height }: Size, drafted: boolean, side: number, settings: Settings): number {
  return windowsOf(width, height, side).length * (drafted ? revisionSteps(settings) : settings.steps);
}

/** Walks a canvas from noise (or a draft) to a picture, planar [3,height,width]; yields the sampler's steps. */
export async function* sample(scene: Scene, restorer: Restorer, settings: Settings): AsyncGenerator<SamplerStep, Float32Array> {
  const { sampler, steps, spacing, eta, start, gammas, random, signal } = settings;
  const { steer } = scene;
  const looked = windowedDenoiser(scene, restorer, signal);
  const seen: Denoiser = steer === undefined ? looked : async (yt, gamma) => steer(await looked(yt, gamma));
  const denoise = scene.known === undefined ? seen : withKnownRegion(seen, scene.known.y0, scene.known.hole);
  const noise = scene.noise ?? random.gaussian(new Float32Array(scene.x.length));
  const chosen = { random, ...(eta !== undefined && { eta }), ...(signal !== undefined && { signal }) };
  const walk = (levels: Float64Array, from: Float32Array): Walk => sampler(denoise, noise.length, { ...chosen, levels, start: from });

  /** Noise over a picture, as much as there is at this fraction of the chain, and the way back. */
  const revise = (picture: Float32Array, count: number, fraction: number): Walk => {
    const levels = subSchedule(gammas, count, spacing, fraction);
    return walk(levels, noised(picture, noise, levels[0] as number));
  };

  if (scene.draft !== undefined) return yield* revise(scene.draft, revisionSteps(settings), fractionOf(gammas, draftLevel));
  if (start === 1 || steps === 1) return yield* walk(subSchedule(gammas, steps, spacing), noise);
  // From pure noise a network answers with the mean of all pictures that fit: colourless detail, but a tint that does
  // not hang on the seed. What follows starts from that mean.
  const mean = yield* walk(Float64Array.of(gammas.at(-1) as number, 1), noise);
  return yield* revise(mean, steps - 1, start);
}

type Walk = AsyncGenerator<SamplerStep, Float32Array>;

/** As much signal as noise: what is coarse in the draft stands, what is fine is drawn anew. */
const draftLevel = 0.5;

/** A draft needs fewer steps: the first half of the chain is behind it. */
function revisionSteps({ steps }: Settings): number {
  return Math.max(1, Math.round(0.4 * steps));
}

/** The fraction of the chain at which gamma has fallen to `level`. */
function fractionOf(gammas: Float64Array, level: number): number {
  const step = gammas.findIndex((gamma) => gamma <= level);
  return (step === -1 ? gammas.length - 1 : step) / (gammas.length - 1);
}
