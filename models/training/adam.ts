import type { Tensors, TrainingState } from './state.ts';

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;

/** One step of Adam (Kingma and Ba 2015, Algorithm 1) in place, on weights, m and v; `step` counts from 1. */
export function adam({ weights, m, v }: TrainingState, gradients: Tensors, step: number, learningRate: number): void {
  const correction = Math.sqrt(1 - BETA_2 ** step) / (1 - BETA_1 ** step);
  // Kingma and Ba, end of section 2: the corrected form of epsilon keeps the update equal to Algorithm 1.
  const epsilon = EPSILON * Math.sqrt(1 - BETA_2 ** step);
  for (const [name, g] of gradients) {
    const theta = weights.get(name) as Float32Array;
    const first = m.get(name) as Float32Array;
    const second = v.get(name) as Float32Array;
    for (let i = 0; i < g.length; i++) {
      const slope = g[i] as number;
      const mean = BETA_1 * (first[i] as number) + (1 - BETA_1) * slope;
      const square = BETA_2 * (second[i] as number) + (1 - BETA_2) * slope * slope;
      first[i] = mean;
      second[i] = square;
      theta[i] = (theta[i] as number) - (learningRate * correction * mean) / (Math.sqrt(square) + epsilon);
    }
  }
}

/** Shortens all gradients together to L2 length `limit` (Pascanu et al. 2013, Algorithm 1). @returns the length before */
export function clip(gradients: Tensors, limit: number): number {
  let squares = 0;
  for (const g of gradients.values()) for (let i = 0; i < g.length; i++) squares += (g[i] as number) ** 2;
  const length = Math.sqrt(squares);
  if (length > limit) {
    const factor = limit / length;
    for (const g of gradients.values()) for (let i = 0; i < g.length; i++) g[i] = (g[i] as number) * factor;
  }
  return length;
}
