import { gammaOfLogSnr, logSnr } from './process.ts';

/** How the levels of a sub-schedule lie along the chain; each is described at its function below. */
export type Spacing = 'uniform' | 'quadratic' | 'logsnr';

/**
 * The levels a sampler walks in `count` network calls.
 * @param gammas a schedule's, from `gammas()`
 * @param count network calls, 1 or more; may exceed the chain's own steps, levels lie between those of the chain then
 * @param start in (0, 1]: the fraction of the chain to start from; below 1 for a picture that is not noise altogether
 * @returns [count + 1], strictly rising gammas: first the noisiest, last exactly 1
 */
export function subSchedule(gammas: Float64Array, count: number, spacing: Spacing = 'uniform', start = 1): Float64Array {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`A sampler takes a whole number of steps from 1, not ${count}.`);
  if (!(start > 0 && start <= 1)) throw new RangeError(`A sampler starts in (0, 1] of the chain, not at ${start}.`);
  const level = levelsOf[spacing](gammas, start * (gammas.length - 1), count);
  return Float64Array.from({ length: count + 1 }, (_, i) => (i === count ? 1 : level(i)));
}

/** Level i = 0 .. count - 1 of a walk that begins at step `from` (not always whole) of the chain. */
type Spread = (gammas: Float64Array, from: number, count: number) => (i: number) => number;

const levelsOf: Readonly<Record<Spacing, Spread>> = {
  /** Evenly over the chain's steps (Nichol and Dhariwal 2021, section 4); with count = T, the chain itself. */
  uniform: (gammas, from, count) => (i) => gammaAt(gammas, from * (1 - i / count)),

  /** tau_i = c i^2 (Song et al. 2021, appendix D.2): more of the steps near the clean end. */
  quadratic: (gammas, from, count) => (i) => gammaAt(gammas, from * (1 - i / count) ** 2),

  /** Evenly over lambda, the logarithm of signal over noise (Lu et al. 2022, section 6), up to `invisible` noise. */
  logsnr: (gammas, from, count) => {
    const lowest = logSnr(gammaAt(gammas, from));
    const highest = Math.max(lowest, Math.min(invisible, logSnr(gammas[1] as number)));
    return (i) => gammaOfLogSnr(lowest + ((highest - lowest) * i) / Math.max(1, count - 1));
  },
};

const invisible = 3;

/** gamma at step t of the chain; between two steps as a beta that holds over the whole step makes it. */
function gammaAt(gammas: Float64Array, t: number): number {
  const below = Math.floor(t);
  const share = t - below;
  const gamma = gammas[below] as number;
  return share === 0 ? gamma : gamma * ((gammas[below + 1] as number) / gamma) ** share;
}
