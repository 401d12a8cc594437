/** One look at the validation pictures: mean losses of the averaged weights over those of the base model, 1 = no better. */
export interface CurvePoint {
  readonly step: number;
  /** On the validation pictures. */
  readonly own: number;
  /** On the general set: above 1 the model has forgotten. */
  readonly general: number;
}

/** What a curve says, for a person to decide by. */
export type Trend = 'beginning' | 'improving' | 'flat' | 'overfitting' | 'no-better';

/** Less than this share of the base's loss is no improvement. */
const notable = 0.002;
/** Looks that decide what is said. */
const lately = 4;

export function trendOf(curve: readonly CurvePoint[]): Trend {
  const best = bestOf(curve);
  if (best === undefined || curve.length < 3) return 'beginning';
  const before = curve.slice(0, -lately).reduce((low, { own }) => Math.min(low, own), 1);
  if (best.own < before - notable) return 'improving';
  if (curve.length <= lately) return 'beginning';
  if (best.own > 1 - notable) return 'no-better';
  return (curve.at(-1) as CurvePoint).own > best.own + 5 * notable ? 'overfitting' : 'flat';
}

/** A sentence of `trendOf`'s answer. */
export const trendWords: Readonly<Record<Trend, string>> = {
  beginning: 'Too early to tell.',
  improving: 'Still improving.',
  flat: 'No longer improving: you may stop.',
  overfitting: 'It begins to know these photos by heart and does worse on others: stop, the best state is kept.',
  'no-better': 'It does not get better than the model it came from: stop, and add more photos.',
};

/** The lowest point, the first of equals; undefined while there is none. */
export function bestOf(curve: readonly CurvePoint[]): CurvePoint | undefined {
  return curve.reduce<CurvePoint | undefined>((best, point) => (best === undefined || point.own < best.own ? point : best), undefined);
}

/** Early stop: so many looks, one after another, that were not better than the best before them. @param patience 0 = never */
export function isOver(curve: readonly CurvePoint[], patience: number): boolean {
  const best = bestOf(curve);
  if (best === undefined || patience === 0) return false;
  return curve.length - 1 - curve.indexOf(best) >= patience;
}
