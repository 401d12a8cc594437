import * as v from 'valibot';
import type { Random } from '../random.ts';

/**
 * How noise grows over a chain of `steps` steps. Every step t = 1..T keeps alpha_t = 1 - beta_t of the variance, and
 * gamma_t = alpha_1 * ... * alpha_t is what is left of the clean picture:
 * y_t = sqrt(gamma_t) y_0 + sqrt(1 - gamma_t) eps.
 * - `linear`: beta_t runs evenly `from` beta_1 `to` beta_T (Ho et al. 2020, section 4).
 * - `constant`: every step keeps the same alpha_t = `kept`.
 * - `cosine`: Nichol and Dhariwal 2021, equation 17, with their s as `offset`.
 */
export type Schedule =
  | { readonly kind: 'linear'; readonly steps: number; readonly from: number; readonly to: number }
  | { readonly kind: 'constant'; readonly steps: number; readonly kept: number }
  | { readonly kind: 'cosine'; readonly steps: number; readonly offset: number };

const stepsSchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000));
const fractionSchema = v.pipe(v.number(), v.gtValue(0), v.ltValue(1));

/** What a manifest may say: 1..100000 steps, every beta and `kept` strictly between 0 and 1, offset in [0, 1). */
export const scheduleSchema: v.GenericSchema<unknown, Schedule> = v.variant('kind', [
  v.strictObject({ kind: v.literal('linear'), steps: stepsSchema, from: fractionSchema, to: fractionSchema }),
  v.strictObject({ kind: v.literal('constant'), steps: stepsSchema, kept: fractionSchema }),
  v.strictObject({ kind: v.literal('cosine'), steps: stepsSchema, offset: v.pipe(v.number(), v.minValue(0), v.ltValue(1)) }),
]);

/** Palette's training schedule (Saharia et al. 2022, section 3 "Training details"); ends at gamma 4.4e-5. */
export const palette: Schedule = { kind: 'linear', steps: 2000, from: 1e-6, to: 0.01 };

/**
 * The study's 1200 steps. It writes that noise was "proportionally increased to end up with the same amount of
 * distortion [...], passing from 0.9999 of maintained information between timesteps to 0.9983". We read: Palette's
 * betas times 2000/1200. That alone ends as noisy as Palette (gamma 4.3e-5); a constant 0.9983 would end at gamma
 * 0.13, a picture still plain to see. The readings we weighed: docs/decisions/0003-schedules.md.
 */
export const study: Schedule = { kind: 'linear', steps: 1200, from: (1e-6 * 2000) / 1200, to: (0.01 * 2000) / 1200 };

/** Nichol and Dhariwal 2021, section 3.2: s = 0.008. */
export const cosine: Schedule = { kind: 'cosine', steps: 1000, offset: 0.008 };

/** @returns gamma_0 .. gamma_T, [T + 1]: from gamma_0 = 1 (clean) strictly down to the noisiest, which is still above 0. */
export function gammas(schedule: Schedule): Float64Array {
  const result = new Float64Array(schedule.steps + 1);
  result[0] = 1;
  for (let t = 1; t <= schedule.steps; t++) result[t] = (result[t - 1] as number) * (1 - beta(schedule, t));
  return result;
}

/**
 * The noise level of one training picture, in Palette's two stages (Chen et al. 2021, "WaveGrad", Algorithm 1):
 * first a step t ~ U{1..T}, then gamma ~ U(gamma_t, gamma_{t-1}). So the network meets every level between 1 and
 * gamma_T and not only the T of the chain, and a sampler may later walk any levels it likes; yet levels stay as
 * frequent as the schedule makes them. Draws two numbers from `random`.
 * @param gammas of any schedule, from `gammas()`
 */
export function drawGamma(gammas: Float64Array, random: Random): number {
  const t = 1 + random.integer(gammas.length - 1);
  return random.between(gammas[t] as number, gammas[t - 1] as number);
}

/** beta_t, t = 1..T. */
function beta(schedule: Schedule, t: number): number {
  switch (schedule.kind) {
    case 'linear':
      return schedule.steps === 1 ? schedule.from : schedule.from + ((schedule.to - schedule.from) * (t - 1)) / (schedule.steps - 1);
    case 'constant':
      return 1 - schedule.kept;
    case 'cosine':
      // Clipped as the paper does "to prevent singularities at the end of the diffusion process near t = T".
      return Math.min(1 - cosineSignal(schedule, t) / cosineSignal(schedule, t - 1), 0.999);
  }
}

/** f(t) = cos^2(((t/T + s) / (1 + s)) pi/2), equation 17. */
function cosineSignal(schedule: { readonly steps: number; readonly offset: number }, t: number): number {
  return Math.cos((((t / schedule.steps + schedule.offset) / (1 + schedule.offset)) * Math.PI) / 2) ** 2;
}
