import * as v from 'valibot';
import { number, oneOf, parseOptions, wholeNumber } from './option-values.ts';

const teachOptionsSchema = v.object({
  name: v.string(),
  task: v.optional(oneOf('--task', ['colorize', 'inpaint']), 'colorize'),
  base: v.optional(v.string()),
  framing: v.optional(oneOf('--framing', ['faces', 'whole'])),
  side: v.optional(v.pipe(wholeNumber('--side', 32, 1024))),
  minutes: v.optional(number('--minutes must be a number from 0.1 to 10000, such as 10', 0.1, 10_000), '10'),
  steps: v.optional(wholeNumber('--steps', 1, 1_000_000)),
  learningRate: v.optional(number('--learning-rate must be a number above 0 and up to 1, such as 0.0001', Number.MIN_VALUE, 1)),
  dropout: v.optional(number('--dropout must be a number from 0 to 0.9, such as 0.1', 0, 0.9)),
  trained: v.optional(oneOf('--trained', ['all', 'attention-and-decoder'])),
  subsets: v.optional(wholeNumber('--subsets', 1, 10_000)),
  epochsPerSubset: v.optional(wholeNumber('--epochs-per-subset', 1, 10_000)),
  share: v.optional(number('--share must be a number above 0 and up to 1, such as 0.5', 0.01, 1)),
  speed: v.optional(wholeNumber('--speed', 5, 100), '100'),
  keep: v.optional(oneOf('--keep', ['always', 'better', 'never']), 'better'),
  useFor: v.optional(v.string()),
  resume: v.optional(v.boolean(), false),
  forget: v.optional(v.boolean(), false),
  saveEvery: v.optional(number('--save-every must be minutes from 0.001 to 600, such as 2', 0.001, 600), '2'),
  threads: v.optional(wholeNumber('--threads', 0, 256), '0'),
  json: v.optional(v.boolean(), false),
});

export type TeachCommandOptions = Readonly<v.InferOutput<typeof teachOptionsSchema>>;

/** @param raw what commander collected @throws AppFailure 'option-invalid' */
export function parseTeachOptions(raw: unknown): TeachCommandOptions {
  return parseOptions(teachOptionsSchema, raw);
}
