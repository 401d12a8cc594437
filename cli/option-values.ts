import * as v from 'valibot';
import { AppFailure } from '../models/failure.ts';

/** What a person typed as values of the right type. @throws AppFailure 'option-invalid', the sentence of the first value that is wrong */
export function parseOptions<Schema extends v.GenericSchema>(schema: Schema, raw: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, raw, { abortEarly: true });
  if (parsed.success) return parsed.output;
  throw new AppFailure('option-invalid', parsed.issues[0].message, { cause: new v.ValiError(parsed.issues) });
}

/** @param sentence what is wanted, without a full stop: what was typed instead is added */
export function number(
  sentence: string,
  low: number,
  high: number,
  accept: (value: number) => boolean = Number.isFinite,
): v.GenericSchema<string, number> {
  return v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const value = numberIn(dataset.value);
      if (value >= low && value <= high && accept(value)) return value;
      addIssue({ message: `${sentence}, not ${JSON.stringify(dataset.value)}.` });
      return NEVER;
    }),
  );
}

export function wholeNumber(flag: string, low: number, high: number): v.GenericSchema<string, number> {
  return number(`${flag} must be a whole number from ${low} to ${high}`, low, high, Number.isInteger);
}

export function oneOf<const Names extends readonly string[]>(flag: string, names: Names): v.GenericSchema<string, Names[number]> {
  return v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }): Names[number] => {
      const name = names.find((known) => known === dataset.value);
      if (name !== undefined) return name;
      addIssue({ message: `${flag} must be one of ${names.join(', ')}, not ${JSON.stringify(dataset.value)}.` });
      return NEVER;
    }),
  );
}

/** Plain decimal numbers only: Number() alone would take '', '0x10' and '1e3'. @returns NaN for anything else */
export function numberIn(text: string): number {
  return /^\s*[-+]?(?:\d+\.?\d*|\.\d+)\s*$/.test(text) ? Number(text) : Number.NaN;
}
