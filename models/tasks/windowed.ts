import { throwIfCancelled, type CancelSignal } from '../cancel.ts';
import type { Denoiser } from '../diffusion/denoiser.ts';
import { y0From } from '../diffusion/prediction.ts';
import { blendWeights, coverWithWindows } from '../photo/windows.ts';
import type { Rectangle } from '../photo/photo.ts';
import type { Restorer } from './restore.ts';

/** A condition of any size that holds at least one window of the network. */
export interface Condition {
  /** Planar [3,height,width]. */
  readonly x: Float32Array;
  readonly width: number;
  readonly height: number;
  /** Pixels that neighbouring windows share at least; a quarter of their side when absent. */
  readonly overlap?: number;
}

/** How many pictures the network is handed at once; more would only take memory. */
const largestBatch = 4;

/** The windows a canvas is seen through. @param overlap of neighbours, pixels at least */
export function windowsOf(width: number, height: number, side: number, overlap = overlapOf(side)): Rectangle[] {
  return coverWithWindows(width, height, side, overlap);
}

/** Pixels that neighbours share where nothing else is said. */
export function overlapOf(side: number): number {
  return side / 4;
}

/**
 * The denoiser of a canvas larger than the network: at every step each window's estimate of y0 is clipped to [-1, 1] and
 * all are blended, so that windows agree before the next step begins and none drifts off on its own (Bar-Tal et al.
 * 2023, "MultiDiffusion", equation 5, with smooth weights). One window alone: the network itself.
 * @throws AppFailure 'cancelled' before the next network call after `signal` is aborted
 */
export function windowedDenoiser(condition: Condition, { network, manifest }: Restorer, signal: CancelSignal | undefined): Denoiser {
  const { x, width, height, overlap } = condition;
  const { side } = network;
  const windows = windowsOf(width, height, side, overlap);
  const weights = windows.length === 1 ? new Float32Array(side * side).fill(1) : blendWeights(side);
  const total = totalWeight(windows, weights, width, height);
  return async (yt, gamma) => {
    const y0 = new Float32Array(yt.length);
    for (let first = 0; first < windows.length; first += largestBatch) {
      throwIfCancelled(signal);
      const batch = windows.slice(first, first + largestBatch);
      const shown = gather(yt, width, batch, side);
      const f = await network.predict(gather(x, width, batch, side), shown, new Float32Array(batch.length).fill(gamma));
      // The network was told the level in single precision: convert with the same.
      const estimates = y0From(manifest.prediction, f, shown, Math.fround(gamma));
      batch.forEach((window, i) => addWindow(y0, width, window, estimates.subarray(i * 3 * side * side), weights));
    }
    for (let i = 0; i < y0.length; i++) y0[i] = (y0[i] as number) / (total[i % total.length] as number);
    return y0;
  };
}

/** The windows' pixels as one batch, planar [n,3,side,side]. */
function gather(planar: Float32Array, width: number, windows: readonly Rectangle[], side: number): Float32Array {
  const pixels = planar.length / 3;
  const batch = new Float32Array(windows.length * 3 * side * side);
  let to = 0;
  for (const { x, y } of windows) {
    for (let channel = 0; channel < planar.length; channel += pixels) {
      for (let row = y; row < y + side; row++, to += side) {
        const from = channel + row * width + x;
        batch.set(planar.subarray(from, from + side), to);
      }
    }
  }
  return batch;
}

/** Adds one window's clipped estimate, weighted. */
function addWindow(sum: Float32Array, width: number, window: Rectangle, estimate: Float32Array, weights: Float32Array): void {
  const { x, y, width: side } = window;
  const pixels = sum.length / 3;
  for (let channel = 0, from = 0; channel < sum.length; channel += pixels) {
    for (let row = 0, pixel = 0; row < side; row++) {
      const to = channel + (y + row) * width + x;
      for (let column = 0; column < side; column++, from++, pixel++) {
        const value = Math.min(1, Math.max(-1, estimate[from] as number));
        sum[to + column] = (sum[to + column] as number) + (weights[pixel] as number) * value;
      }
    }
  }
}

/** [height*width] what all windows' weights add up to. */
function totalWeight(windows: readonly Rectangle[], weights: Float32Array, width: number, height: number): Float32Array {
  const total = new Float32Array(width * height);
  for (const { x, y, width: side } of windows) {
    for (let row = 0, pixel = 0; row < side; row++) {
      for (let column = 0, to = (y + row) * width + x; column < side; column++, to++, pixel++) {
        total[to] = (total[to] as number) + (weights[pixel] as number);
      }
    }
  }
  return total;
}
