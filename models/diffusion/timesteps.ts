import { gammaOfLogSnr, logSnr } from './process.ts';

/** How the levels of a sub-schedule lie along the chain; each is described at its function below. */
export type Spacing = 'uniform' | 'quadratic' | 'logsnr';

/**
 * The levels a sampler walks in `count` network calls.
 * @param gammas a schedule's, from `gammas()`
 * @param count network calls, 1 or more; may exceed the chain's own steps, levels lie between those of the chain then
 * @param spacing `logsnr` when absent: the best of the three from 5 to 50 steps (docs/decisions/0003-schedules.md)
 * @param start in (0, 1]: the fraction of the chain to start from; below 1 for a picture that is not noise altogether
 * @returns [count + 1], strictly rising gammas: first the noisiest, last exactly 1
 * @throws RangeError for another count or start
 */
export function subSchedule(gammas: Float64Array, count: number, spacing: Spacing = 'logsnr', start = 1): Float64Array {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`A sampler takes a whole number of steps from 1, not ${count}.`);
  if (!(start > 0 && start <= 1)) throw new RangeError(`A sampler starts in (0, 1] of the chain, not at ${start}.`);
  const level = spreads[spacing](gammas, start * (gammas.length - 1), count);
  return Float64Array.from({ length: count + 1 }, (_, i) => (i === count ? 1 : level(i)));
}

/** Level i = 0 .. count - 1 of a walk that begins at step `from` (not always whole) of the chain. */
type Spread = (gammas: Float64Array, from: number, count: number) => (i: number) => number;

const spreads: Readonly<Record<Spacing, Spread>> = {
  /** Evenly over the chain's steps (Nichol and Dhariwal 2021, section 4); with count = T, the chain itself. */
  uniform: (gammas, from, count) => (i) => gammaAt(gammas, (from * (count - i)) / count),

  /** tau_i = c i^2 (Song et al. 2021, appendix D.2): more of the steps near the clean end. */
  quadratic: (gammas, from, count) => (i) => gammaAt(gammas, from * ((count - i) / count) ** 2),

  /**
   * Evenly over lambda, the logarithm of signal over noise (Lu et al. 2022), up to `lastLambda`; the last step goes
   * from there to the clean picture at once.
   */
  logsnr: (gammas, from, count) => {
    const first = gammaAt(gammas, from);
    const lowest = Math.max(logSnr(first), firstLambda);
    const highest = Math.max(lastLambda, lowest + 1);
    return (i) => (i === 0 ? first : gammaOfLogSnr(lowest + ((highest - lowest) * i) / (count - 1)));
  },
};

/** Noise of 0.018, two of 255 grey values. Earlier ends lose fine detail, later ones spend steps on what nobody sees. */
const lastLambda = 4;

/** Below it all is noise: of a schedule that goes on (cosine: -9.9) the first step leaps over the rest. */
const firstLambda = -5.5;

/** gamma at step t of the chain; between two steps as a beta that holds over the whole step makes it. */
function gammaAt(gammas: Float64Array, t: number): number {
  const below = Math.floor(t);
  const share = t - below;
  const gamma = gammas[below] as number;
  return share === 0 ? gamma : gamma * ((gammas[below + 1] as number) / gamma) ** share;
}
