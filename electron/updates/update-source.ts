import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

const schema = v.object({
  url: v.pipe(v.string(), v.regex(/^https:\/\/|^http:\/\/127\.0\.0\.1[:/]/)),
  /** Ed25519, PEM. */
  publicKey: v.pipe(v.string(), v.startsWith('-----BEGIN PUBLIC KEY-----')),
});
export type UpdateSource = Readonly<v.InferOutput<typeof schema>>;

/**
 * Where updates would come from: packaging writes it into the program's resources, if whoever packs has a place for them.
 * @returns null for a program that has none, and so never speaks of them
 */
export function readUpdateSource(resources: string): UpdateSource | null {
  try {
    const parsed = v.safeParse(schema, JSON.parse(readFileSync(join(resources, 'app-update.yml'), 'utf8')));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
