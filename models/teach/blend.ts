import type { Weights } from '../checkpoint/safetensors.ts';

/**
 * (1 - share) base + share taught, weight by weight (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models", eq. 1):
 * on the straight way between a model and what it was taught, much of the new is kept and little of the old is lost.
 * @param share 0 = base, 1 = taught @throws RangeError if the two are not of one network
 */
export function blend(base: Weights, taught: Weights, share: number): Weights {
  return new Map(
    [...taught].map(([name, { shape, values }]) => {
      const from = base.get(name)?.values;
      if (from?.length !== values.length) throw new RangeError(`Only one of two models to be mixed has ${name}.`);
      return [name, { shape, values: share === 1 ? values : values.map((value, i) => share * value + (1 - share) * (from[i] as number)) }];
    }),
  );
}
