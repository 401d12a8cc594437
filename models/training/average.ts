import type { TrainingState } from './state.ts';

/**
 * average <- d average + (1 - d) weights with d = min(decay, (1 + step) / (10 + step)): the ramp lets short runs forget
 * their beginning (as in TensorFlow's ExponentialMovingAverage); `step` counts from 1.
 */
export function updateAverage({ weights, average }: TrainingState, step: number, decay: number): void {
  const rest = 1 - Math.min(decay, (1 + step) / (10 + step));
  for (const [name, theta] of weights) {
    const mean = average.get(name) as Float32Array;
    for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] as number) + rest * ((theta[i] as number) - (mean[i] as number));
  }
}
