import { type Interval, percentileInterval } from '../evaluation/bootstrap.ts';
import { Random } from '../random.ts';

/** One measure of the same pictures, restored by the base model and by the taught one: a number a picture. */
export interface PairedMeasure {
  readonly base: readonly number[];
  readonly taught: readonly number[];
}

/** What was measured of both models. */
export interface Comparison {
  /** Mean CIEDE2000 of what was restored, on the photos that were kept apart: less is better. */
  readonly colourError: PairedMeasure;
  /** Cosine between the descriptions of each face and its restoration, 1 = the same person; null without faces. */
  readonly identity: PairedMeasure | null;
  /** Validation loss on the general set, of neither model's lessons. */
  readonly general: PairedMeasure;
}

export type Judgement = 'better' | 'same' | 'worse';

/** A measure of both models and how they differ. */
export interface Compared {
  readonly base: number;
  readonly taught: number;
  /** Taught over base, less 1, with its 95 % interval: 0.05 = five hundredths more. */
  readonly change: Interval;
}

export interface TeachVerdict {
  readonly judgement: Judgement;
  readonly colourError: Compared;
  readonly identity: Compared | null;
  /** The forgetting meter: above 0 the model does worse on the general set. It moves about five times as much as on real photos. */
  readonly forgotten: Compared;
  readonly proposal: 'keep' | 'discard';
  /** All of it for a person. */
  readonly sentence: string;
  /** How much of the taught weights was judged: 1 = all, 0 = the base model. */
  readonly share: number;
}

/**
 * More than this is too much forgotten to propose keeping. The general set's colours are the base models' own, so that every
 * step away from them counts: 0.4 there was 0.04 to 0.06 on real photos (docs/decisions/0007-teaching.md).
 */
export const mostForgotten = 0.4;

/**
 * Judges by pairs: pictures are drawn again with replacement, both models' numbers together, so that what makes one picture
 * harder than another does not hide how the models differ. Better or worse only where the interval leaves no doubt.
 */
export function judge({ colourError, identity, general }: Comparison, seed = 0): Omit<TeachVerdict, 'share'> {
  const random = Random.fromSeed(seed);
  const colours = compared(colourError, random);
  const likeness = identity && compared(identity, random);
  const forgotten = compared(general, random);
  const signs = [signOf(colours.change, -1), ...(likeness === null ? [] : [signOf(likeness.change, 1)])];
  const judgement = signs.includes('worse') ? 'worse' : signs.includes('better') ? 'better' : 'same';
  const proposal = judgement === 'better' && forgotten.change.value <= mostForgotten ? 'keep' : 'discard';
  const sentence = sentenceOf(judgement, colours, likeness, forgotten, proposal);
  return { judgement, colourError: colours, identity: likeness, forgotten, proposal, sentence };
}

function compared({ base, taught }: PairedMeasure, random: Random): Compared {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const ratio = (weights: ArrayLike<number>): number => {
    const sum = (values: readonly number[]): number => values.reduce((total, value, i) => total + value * (weights[i] as number), 0);
    return sum(taught) / sum(base) - 1;
  };
  return { base: mean(base), taught: mean(taught), change: percentileInterval(base.length, ratio, random) };
}

/** @param good the sign of a change for the better */
function signOf({ low, high }: Interval, good: 1 | -1): Judgement {
  if (low > 0) return good > 0 ? 'better' : 'worse';
  if (high < 0) return good > 0 ? 'worse' : 'better';
  return 'same';
}

function sentenceOf(
  judgement: Judgement,
  colours: Compared,
  likeness: Compared | null,
  forgotten: Compared,
  proposal: TeachVerdict['proposal'],
): string {
  const outcome = {
    better: 'Better than the model it came from',
    same: 'No better and no worse than the model it came from, as far as these photos can tell',
    worse: 'Worse than the model it came from',
  }[judgement];
  const faces = likeness === null ? [] : [`likeness of faces ${percent(likeness.change)}`];
  const measures = [`colour error ${percent(colours.change)}`, ...faces];
  const much = forgotten.change.value > mostForgotten ? 'too far' : 'not far';
  const elsewhere = `it has moved ${much} from what it knew (${percent(forgotten.change)} on pictures of all kinds)`;
  const advice =
    proposal === 'keep'
      ? 'keep it'
      : judgement === 'better'
        ? 'keep less of what it was taught (a smaller share), or discard it'
        : 'discard it, or teach it longer or on more photos';
  return `${outcome}: ${measures.join(', ')}; ${elsewhere}. Proposed: ${advice}.`;
}

/** -4.2 % (-6.0 to -2.1) */
function percent({ value, low, high }: Interval): string {
  const shown = (share: number): string => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)}`;
  return `${shown(value)} % (${shown(low)} to ${shown(high)})`;
}
