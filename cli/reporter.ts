import type { RunEvent } from './events.ts';
import { barReporter } from './reporter-bar.ts';
import { jsonReporter } from './reporter-json.ts';
import { linesReporter } from './reporter-lines.ts';
import { quietReporter } from './reporter-quiet.ts';

/** Tells a person, or a program, what a run does. The one interface of all ways to show progress. */
export interface Reporter {
  report(event: RunEvent): void;
  /** Leaves the terminal as it was; also after an interruption. */
  close(): void;
}

/** Where a reporter writes: results go to `out`, everything else to `err`, so that a pipe gets results alone. */
export interface Streams {
  readonly out: NodeJS.WriteStream;
  readonly err: NodeJS.WriteStream;
}

/** --json and --quiet decide; without them a bar where there is a terminal, else plain lines. */
export function chooseReporter(options: { readonly json: boolean; readonly quiet: boolean }, streams: Streams): Reporter {
  if (options.json) return jsonReporter(streams, options.quiet);
  if (options.quiet) return quietReporter(streams);
  return streams.err.isTTY && process.env['TERM'] !== 'dumb' ? barReporter(streams) : linesReporter(streams);
}
