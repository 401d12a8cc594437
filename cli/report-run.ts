import type { ExitCode, RunEvent } from './events.ts';
import { exitCodeOf, failureEvent } from './failure-event.ts';
import { watchInterrupts } from './interrupt.ts';
import { chooseReporter } from './reporter.ts';
import { secondsSince } from './stopwatch.ts';

/** What a run may be asked while it works, and what it notes for the summary. */
export interface RunContext {
  readonly signal: AbortSignal;
  /** The engine's device, once it is known. */
  device: string | null;
}

/**
 * Does the work from first to last and says what happens: progress, results, one sentence for each failure, the summary.
 * Ctrl-C stops it within one step. Never throws.
 */
export async function reportRun(
  printing: { readonly json: boolean; readonly quiet: boolean },
  work: (context: RunContext) => AsyncGenerator<RunEvent>,
): Promise<ExitCode> {
  const reporter = chooseReporter(printing, { out: process.stdout, err: process.stderr });
  const interruption = watchInterrupts(() => reporter.close());
  const context: RunContext = { signal: interruption.signal, device: null };
  const startMs = performance.now();
  const count = { result: 0, failure: 0 };
  let fatal: unknown;
  try {
    for await (const event of work(context)) {
      if (event.type === 'result' || event.type === 'failure') count[event.type]++;
      reporter.report(event);
    }
  } catch (error) {
    fatal = error;
  }
  interruption.release();
  const interrupted = interruption.exitCode();
  // What breaks once somebody has interrupted is no failure.
  if (fatal !== undefined && interrupted === undefined) {
    count.failure++;
    reporter.report(failureEvent(null, fatal));
  }
  const failed = fatal !== undefined ? exitCodeOf(fatal) : count.failure > 0 ? 1 : 0;
  const exitCode = interrupted !== undefined && fatal !== undefined ? interrupted : failed;
  reporter.report({
    type: 'summary',
    results: count.result,
    failures: count.failure,
    seconds: secondsSince(startMs),
    device: context.device,
    exitCode,
  });
  reporter.close();
  return exitCode;
}
