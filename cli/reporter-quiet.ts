import type { Reporter, Streams } from './reporter.ts';
import { failureWords } from './words.ts';

/** Failures only. */
export function quietReporter({ err }: Streams): Reporter {
  return {
    report(event) {
      if (event.type === 'failure') err.write(`${failureWords(event)}\n`);
    },
    close() {},
  };
}
