import type { ComparedView } from '../../app/contract/teach.ts';
import { formatted } from '../words/words.svelte.ts';

/** A change and its interval in per cent: "-4.2", "-6", "-2.1". */
export function signed({ change }: ComparedView): [string, string, string] {
  return [shown(change.value), shown(change.low), shown(change.high)];
}

function shown(share: number): string {
  const text = formatted(100 * share, 1);
  return share > 0 && text !== '0' ? `+${text}` : text.replace('-', '\u2212');
}
