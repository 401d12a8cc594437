import type { Reporter, Streams } from './reporter.ts';
import { failureWords } from './words.ts';

/** One object a line on stdout and nothing else there; failures are said on stderr as well. `quiet` leaves progress out. */
export function jsonReporter({ out, err }: Streams, quiet: boolean): Reporter {
  return {
    report(event) {
      if (quiet && event.type === 'progress') return;
      out.write(`${JSON.stringify(event)}\n`);
      if (event.type === 'failure') err.write(`${failureWords(event)}\n`);
    },
    close() {},
  };
}
