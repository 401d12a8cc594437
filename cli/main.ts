import { type Command, CommanderError } from 'commander';
import { AppFailure } from '../models/failure.ts';
import { exitCodeOf, failureEvent } from './failure-event.ts';
import { createProgram } from './program.ts';
import { chooseReporter } from './reporter.ts';
import { usageSentence } from './usage-sentence.ts';

/** `heirloom <command> ...`; see docs/cli.md. */
await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<void> {
  // A reader that has seen enough (| head) closes stdout: the photos are still wanted.
  process.stdout.on('error', ignoreClosedPipe);
  process.stderr.on('error', ignoreClosedPipe);
  const program = createProgram();
  if (words.length === 0) {
    program.outputHelp();
    return;
  }
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    // Commander throws after it has printed the help that was asked for, too.
    if (error instanceof CommanderError && error.exitCode === 0) return;
    process.exitCode = tell(error instanceof CommanderError ? mistyped(error, words) : error, wantsJson(program, words));
  }
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function mistyped(cause: CommanderError, words: readonly string[]): AppFailure {
  return new AppFailure('option-invalid', usageSentence(cause.message, words), { cause });
}

/** Not every command's --json means this one: some take a file. */
function wantsJson(program: Command, words: readonly string[]): boolean {
  const command = program.commands.find((known) => known.name() === words[0]);
  return words.includes('--json') && command?.options.find(({ long }) => long === '--json')?.isBoolean() !== false;
}

/** A command that never began says so in the same two ways as one that failed. */
function tell(error: unknown, json: boolean): 1 | 2 {
  const reporter = chooseReporter({ json, quiet: true }, { out: process.stdout, err: process.stderr });
  const exitCode = exitCodeOf(error);
  reporter.report(failureEvent(null, error));
  reporter.report({ type: 'summary', results: 0, failures: 1, seconds: 0, device: null, exitCode });
  reporter.close();
  return exitCode;
}
