import { randomBytes } from 'node:crypto';

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Twenty letters and digits by chance (103 bits): nobody guesses one, and none is a path. */
export function newId(): string {
  let id = '';
  while (id.length < 20) {
    // 252 is the largest multiple of 36 in a byte: beyond it some letters would come more often.
    for (const byte of randomBytes(32)) if (byte < 252 && id.length < 20) id += letters[byte % 36] as string;
  }
  return id;
}
