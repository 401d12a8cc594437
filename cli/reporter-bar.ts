import { basename } from 'node:path';
import cliProgress, { type Options, type Params, type SingleBar } from 'cli-progress';
import { assertNever } from './assert-never.ts';
import type { RunEvent } from './events.ts';
import type { Reporter, Streams } from './reporter.ts';
import { failureWords, leftWords, noteWords, secondsWords, summaryWords } from './words.ts';

interface Payload {
  readonly photo: string;
  readonly finished: number;
  readonly results: number;
}

/** One bar over the whole run on stderr's terminal; lines appear above it. */
export function barReporter({ out, err }: Streams): Reporter {
  // MultiBar for its log(): the single bar has none.
  const bars = new cliProgress.MultiBar({
    stream: err,
    format: draw,
    fps: 8,
    hideCursor: true,
    clearOnComplete: true,
    forceRedraw: true, // after a logged line the bar is gone, although nothing about it has changed
    gracefulExit: false, // interrupt.ts decides
  });
  let bar: SingleBar | undefined;

  const say = (line: string): void => {
    if (bar === undefined) err.write(`${line}\n`);
    else bars.log(`${line}\n`);
  };

  const close = (): void => {
    if (bar === undefined) return;
    bars.update(); // writes what is logged but not drawn yet
    bars.stop();
    bar = undefined;
  };

  const advance = ({ photo, done, of, finished, results }: Extract<RunEvent, { type: 'progress' }>): void => {
    const payload: Payload = { photo: basename(photo), finished, results };
    bar ??= bars.create(results, 0, payload);
    bar.update(finished + done / of, payload);
  };

  return {
    report(event) {
      switch (event.type) {
        case 'progress':
          advance(event);
          return;
        case 'note':
          say(noteWords(event));
          return;
        case 'result':
          // Where both are one terminal, the bar's log keeps them from overwriting each other.
          if (out.isTTY) say(`${event.output}  ${secondsWords(event.seconds)}`);
          else out.write(`${event.output}\n`);
          return;
        case 'failure':
          say(failureWords(event));
          return;
        case 'summary':
          close();
          // A command that made no sense has nothing to sum up.
          if (event.exitCode !== 2) say(summaryWords(event));
          return;
        default:
          assertNever(event);
      }
    },
    close,
  };
}

function draw(options: Options, { progress, startTime }: Params, { photo, finished, results }: Payload): string {
  const bar = cliProgress.Format.BarFormat(progress, { ...options, barsize: 28 });
  const elapsed = (Date.now() - startTime) / 1000;
  const left = progress > 0.02 && progress < 1 ? `, ${leftWords((elapsed * (1 - progress)) / progress)}` : '';
  const which = results > 1 ? `  ${finished + 1} of ${results}` : '';
  return `${bar} ${Math.floor(progress * 100)} %${which}  ${photo}${left}`;
}
