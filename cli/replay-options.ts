import * as v from 'valibot';
import { oneOf, parseOptions } from './option-values.ts';

export type ReplayOptions = Readonly<v.InferOutput<typeof schema>>;

/** @throws AppFailure 'option-invalid' */
export function parseReplayOptions(raw: unknown): ReplayOptions {
  return parseOptions(schema, raw);
}

const schema = v.object({
  out: v.string(),
  device: v.optional(oneOf('--device', ['auto', 'cpu', 'webgpu', 'coreml', 'dml', 'cuda']), 'auto'),
  engine: v.optional(oneOf('--engine', ['onnx', 'tensorflow']), 'onnx'),
  overwrite: v.optional(v.boolean(), false),
});
