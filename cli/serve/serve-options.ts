import * as v from 'valibot';
import { parseOptions, wholeNumber } from '../option-values.ts';

export type ServeOptions = Readonly<v.InferOutput<typeof options>>;

/** @throws AppFailure 'option-invalid' */
export function parseServeOptions(raw: unknown): ServeOptions {
  return parseOptions(options, raw);
}

const options = v.object({
  /** Absent: one that is free. */
  port: v.optional(wholeNumber('--port', 1, 65_535)),
  open: v.optional(v.boolean(), true),
});
