import { createPublicKey, verify } from 'node:crypto';
import * as v from 'valibot';
import { AppFailure } from '../../models/failure.ts';

const file = v.object({
  /** A name beside the description, never another place. */
  url: v.pipe(v.string(), v.regex(/^[\w][\w .-]*$/)),
  sha512: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{86}==$/)),
  size: v.optional(v.number()),
  blockMapSize: v.optional(v.number()),
});

const schema = v.object({
  version: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/)),
  files: v.pipe(v.array(file), v.minLength(1)),
  path: v.optional(v.string()),
  sha512: v.optional(v.string()),
  releaseDate: v.string(),
  /** When it was signed: a host cannot bring back a description that was replaced. */
  issued: v.pipe(v.string(), v.isoTimestamp()),
  /** Of those who ask, how many get it. */
  stagingPercentage: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
});
export type UpdateDescription = v.InferOutput<typeof schema>;

/**
 * Reads what a host says of the newest version, if Heirloom's makers have signed it. An older version may be named, so that a bad
 * release can be taken back; an older description may not.
 * @param signature Ed25519 over the description's bytes, base64
 * @param newest `issued` of the newest description that was believed so far; '' if there was none
 * @throws AppFailure 'update-refused'
 */
export function checkDescription(text: string, signature: string, publicKey: string, newest: string): UpdateDescription {
  if (!isSigned(text, signature, publicKey)) {
    throw refused('What the update server sent was not signed by the makers of Heirloom');
  }
  const parsed = v.safeParse(schema, fromJson(text));
  if (!parsed.success) throw refused('What the update server sent describes no update');
  if (parsed.output.issued < newest) throw refused('The update server offers something that was replaced');
  return parsed.output;
}

function isSigned(text: string, signature: string, publicKey: string): boolean {
  try {
    return verify(null, Buffer.from(text), createPublicKey(publicKey), Buffer.from(signature.trim(), 'base64'));
  } catch {
    return false;
  }
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function refused(what: string): AppFailure {
  return new AppFailure('update-refused', `${what}: nothing was installed; Heirloom stays as it is and asks again tomorrow.`);
}
