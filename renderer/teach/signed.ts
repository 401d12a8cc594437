import type { ComparedView } from '../../app/contract/teach.ts';
import { formatted } from '../words/words.svelte.ts';

/** A change and its interval in per cent: "-4.2", "-6", "-2.1". */
export function signed({ change }: ComparedView): [string, string, string] {
  return [shown(change.value), shown(change.low), shown(change.high)];
}

function shown(share: number): string {
  // A change that is next to nothing is shown as what it is.
  const digits = Math.abs(share) < 0.001 ? 3 : 1;
  const text = formatted(100 * Math.abs(share), digits);
  return text === '0' ? text : `${share > 0 ? '+' : '\u2212'}${text}`;
}
