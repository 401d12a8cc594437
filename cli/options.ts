import * as v from 'valibot';
import type { SamplerName } from '../models/diffusion/samplers/index.ts';
import { AppFailure } from '../models/failure.ts';
import type { PhotoFormat } from '../models/node/photo-file.ts';
import { number, oneOf, parseOptions, wholeNumber } from './option-values.ts';

export type RunOptions = Readonly<v.InferOutput<typeof runOptionsSchema>>;
export type InpaintOptions = Readonly<v.InferOutput<typeof inpaintOptionsSchema>>;

/** The options all restoring commands share. @param raw what commander collected @throws AppFailure 'option-invalid' */
export function parseRunOptions(raw: unknown): RunOptions {
  const options = parseOptions(runOptionsSchema, raw);
  if (options.seed > Number.MAX_SAFE_INTEGER - (options.variants - 1)) {
    throw new AppFailure('option-invalid', `--seed ${options.seed} leaves no room for ${options.variants} variants: choose a smaller seed.`);
  }
  return options;
}

/** @throws AppFailure 'option-invalid' */
export function parseInpaintOptions(raw: unknown): InpaintOptions {
  return parseOptions(inpaintOptionsSchema, raw);
}

const formats = { png: 'png', jpg: 'jpeg', jpeg: 'jpeg', webp: 'webp', tif: 'tiff', tiff: 'tiff', avif: 'avif' } as const satisfies Record<string, PhotoFormat>;

const runOptionsSchema = v.object({
  out: v.optional(v.pipe(v.string(), v.check((out) => out.trim() !== '', '--out must name a folder or a file, such as "out/{name}-{task}.{ext}".'))),
  model: v.optional(v.string()),
  device: v.optional(oneOf('--device', ['auto', 'cpu', 'webgpu', 'coreml', 'dml', 'cuda']), 'auto'),
  engine: v.optional(oneOf('--engine', ['onnx', 'tensorflow']), 'onnx'),
  /** 0 = the engine's own choice. */
  threads: v.optional(wholeNumber('--threads', 0, 256), '0'),
  steps: v.optional(wholeNumber('--steps', 1, 10_000)),
  sampler: v.optional(oneOf('--sampler', ['ddpm', 'ddim', 'dpmpp-2m'] as const satisfies readonly SamplerName[])),
  seed: v.optional(wholeNumber('--seed', 0, Number.MAX_SAFE_INTEGER), '0'),
  variants: v.optional(wholeNumber('--variants', 1, 100), '1'),
  intensity: v.optional(number('--intensity must be a number from 0 (grey) to 2, such as 0.8', 0, 2)),
  start: v.optional(number('--start must be a number above 0 and up to 1, such as 0.9', Number.MIN_VALUE, 1)),
  format: v.optional(v.pipe(oneOf('--format', ['png', 'jpg', 'jpeg', 'webp', 'tif', 'tiff', 'avif']), v.transform((name): PhotoFormat => formats[name]))),
  quality: v.optional(wholeNumber('--quality', 1, 100)),
  overwrite: v.optional(v.boolean(), false),
  recursive: v.optional(v.boolean(), false),
});

const inpaintOptionsSchema = v.object({
  mask: v.string(),
  fitMask: v.optional(v.boolean(), false),
  invertMask: v.optional(v.boolean(), false),
});
