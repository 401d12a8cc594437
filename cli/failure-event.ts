import { inspect } from 'node:util';
import { AppFailure, type FailureCode } from '../models/failure.ts';
import type { ExitCode, RunEvent } from './events.ts';

/**
 * Any error as one sentence. An error that is no AppFailure is a fault of Heirloom itself: it says so, and never shows
 * its stack. HEIRLOOM_DEBUG=1 shows stacks and causes on stderr.
 * @param photo null if the whole run failed
 */
export function failureEvent(photo: string | null, error: unknown): Extract<RunEvent, { type: 'failure' }> {
  if (process.env['HEIRLOOM_DEBUG'] === '1') process.stderr.write(`${inspect(error)}\n`);
  if (error instanceof AppFailure) return { type: 'failure', photo, code: error.code, sentence: error.message };
  const what = (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).split('\n', 1)[0] ?? '';
  return { type: 'failure', photo, code: 'fault', sentence: `Heirloom itself made a mistake (${what}): please report it with what HEIRLOOM_DEBUG=1 shows.` };
}

/** Mistakes in the command itself: nothing was begun, and the same command will fail again. */
const usage: ReadonlySet<FailureCode> = new Set(['option-invalid', 'model-unknown', 'model-unsuitable', 'device-unavailable']);

/** The exit code for what ended a whole run. */
export function exitCodeOf(error: unknown): Extract<ExitCode, 1 | 2> {
  return error instanceof AppFailure && usage.has(error.code) ? 2 : 1;
}
