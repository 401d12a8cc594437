import * as v from 'valibot';
import { AppFailure } from '../models/failure.ts';
import type { SamplerName } from '../models/diffusion/samplers/index.ts';
import { number, oneOf, parseOptions, wholeNumber } from './option-values.ts';

const evaluateOptionsSchema = v.object({
  task: oneOf('--task', ['colorize', 'inpaint', 'uncrop', 'jpeg']),
  model: v.optional(v.string()),
  limit: v.optional(wholeNumber('--limit', 2, 100_000), '100'),
  side: v.optional(wholeNumber('--side', 16, 1024)),
  networkSide: v.optional(wholeNumber('--network-side', 16, 1024)),
  steps: v.optional(listOf(wholeNumber('--steps', 1, 10_000)), ''),
  sampler: v.optional(listOf(oneOf('--sampler', ['ddpm', 'ddim', 'dpmpp-2m'] as const satisfies readonly SamplerName[])), ''),
  seeds: v.optional(wholeNumber('--seeds', 1, 100), '2'),
  seed: v.optional(wholeNumber('--seed', 0, Number.MAX_SAFE_INTEGER), '0'),
  start: v.optional(number('--start must be a number above 0 and up to 1, such as 0.9', Number.MIN_VALUE, 1)),
  intensity: v.optional(number('--intensity must be a number from 0 (grey) to 2, such as 1.2', 0, 2), '1'),
  aged: v.optional(v.boolean(), false),
  batch: v.optional(wholeNumber('--batch', 1, 256), '8'),
  inception: v.optional(v.string()),
  report: v.optional(v.string()),
  json: v.optional(v.string()),
  overwrite: v.optional(v.boolean(), false),
  device: v.optional(oneOf('--device', ['auto', 'cpu', 'webgpu', 'coreml', 'dml', 'cuda']), 'auto'),
  engine: v.optional(oneOf('--engine', ['onnx', 'tensorflow']), 'onnx'),
  threads: v.optional(wholeNumber('--threads', 0, 256), '0'),
  quiet: v.optional(v.boolean(), false),
});

export type EvaluateCommandOptions = Readonly<v.InferOutput<typeof evaluateOptionsSchema>>;

/** @param raw what commander collected @throws AppFailure 'option-invalid' */
export function parseEvaluateOptions(raw: unknown): EvaluateCommandOptions {
  const options = parseOptions(evaluateOptionsSchema, raw);
  const ofColours = options.aged ? '--aged' : options.intensity === 1 ? undefined : '--intensity';
  if (ofColours === undefined || options.task === 'colorize') return options;
  throw new AppFailure('option-invalid', `${ofColours} is for --task colorize: leave it out, or choose that task.`);
}

/** Values with commas between them, each once, in the order typed; none for ''. */
function listOf<Value>(item: v.GenericSchema<string, Value>): v.GenericSchema<string, readonly Value[]> {
  return v.pipe(
    v.string(),
    v.transform((text) => (text === '' ? [] : text.split(',').map((part) => part.trim()))),
    v.array(item),
    v.transform((items) => [...new Set(items)]),
  );
}
