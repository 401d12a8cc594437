import { assertNever } from './assert-never.ts';
import type { Reporter, Streams } from './reporter.ts';
import { failureWords, noteWords, secondsWords, summaryWords } from './words.ts';

/** A log may be read while a large photo takes minutes: a sign of life this often. */
const signOfLifeMs = 5000;

/** Plain lines, for a log or a screen reader: what begins and what is done; paths alone on stdout. */
export function linesReporter({ out, err }: Streams): Reporter {
  let begun = '';
  let lastMs = 0;
  return {
    report(event) {
      switch (event.type) {
        case 'progress': {
          const result = `${event.photo} ${event.seed}`;
          if (result !== begun) err.write(`${event.finished + 1}/${event.results} ${event.photo}\n`);
          else if (Date.now() - lastMs < signOfLifeMs) return;
          else err.write(`  step ${event.done} of ${event.of}\n`);
          begun = result;
          lastMs = Date.now();
          return;
        }
        case 'note':
          err.write(`${noteWords(event)}\n`);
          return;
        case 'result':
          err.write(`  done in ${secondsWords(event.seconds)}\n`);
          out.write(`${event.output}\n`);
          return;
        case 'failure':
          err.write(`${failureWords(event)}\n`);
          return;
        case 'summary':
          // A command that made no sense has nothing to sum up.
          if (event.exitCode !== 2) err.write(`${summaryWords(event)}\n`);
          return;
        default:
          assertNever(event);
      }
    },
    close() {},
  };
}
