import * as v from 'valibot';
import { AppFailure } from '../models/failure.ts';
import { numberIn, parseOptions } from './option-values.ts';

/** How far to go on beyond a side: pixels, or a share of the photo's width or height. */
interface Margin {
  readonly unit: 'px' | '%';
  readonly amount: number;
}

type Sides<T> = Readonly<Record<'left' | 'top' | 'right' | 'bottom', T>>;

/** A side's own option goes before --all. @throws AppFailure 'option-invalid', also if no side is to grow */
export function parseMargins(raw: unknown): Sides<Margin> {
  const { all = none, left = all, top = all, right = all, bottom = all } = parseOptions(schema, raw);
  if ([left, top, right, bottom].every(({ amount }) => amount === 0)) {
    throw new AppFailure('option-invalid', 'Say how far to go on and where: for example --all 20% or --left 200px.');
  }
  return { left, top, right, bottom };
}

/** Whole pixels for a photo of this size. */
export function marginPixels({ left, top, right, bottom }: Sides<Margin>, width: number, height: number): Sides<number> {
  const pixels = ({ unit, amount }: Margin, length: number): number => (unit === 'px' ? amount : Math.round((amount / 100) * length));
  return { left: pixels(left, width), top: pixels(top, height), right: pixels(right, width), bottom: pixels(bottom, height) };
}

const none: Margin = { unit: 'px', amount: 0 };

const schema = v.object({
  all: v.optional(margin('--all')),
  left: v.optional(margin('--left')),
  top: v.optional(margin('--top')),
  right: v.optional(margin('--right')),
  bottom: v.optional(margin('--bottom')),
});

function margin(flag: string): v.GenericSchema<string, Margin> {
  return v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }): Margin => {
      const [, digits = '', unit = 'px'] = /^\s*([\d.]+)\s*(px|%)?\s*$/.exec(dataset.value) ?? [];
      const amount = numberIn(digits);
      if (unit === '%' && amount >= 0 && amount <= 400) return { unit: '%', amount };
      if (unit === 'px' && Number.isInteger(amount) && amount >= 0 && amount <= 20_000) return { unit: 'px', amount };
      addIssue({
        message: `${flag} must be whole pixels up to 20000 or a share up to 400%, such as 200px or 20%, not ${JSON.stringify(dataset.value)}.`,
      });
      return NEVER;
    }),
  );
}
