import { AppFailure } from '../failure.ts';

/** The one shape of sentence for every checkpoint that is turned away. @param reason a clause: 'its header is cut off' */
export function refusal(file: string, reason: string, cause?: unknown): AppFailure {
  const sentence = `${file} cannot be used: ${reason}; copy the model again from where it came, or choose another one.`;
  return new AppFailure('checkpoint-invalid', sentence, cause === undefined ? {} : { cause });
}

/** A name from a file nobody has checked yet, safe to show: quoted, control characters escaped, not endless. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}...` : name);
}
