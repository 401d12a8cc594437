import { stat } from 'node:fs/promises';
import type { TaskId } from '../models/tasks/task.ts';
import type { ExitCode, RunEvent } from './events.ts';
import { exitCodeOf, failureEvent } from './failure-event.ts';
import { findPhotos } from './find-photos.ts';
import { watchInterrupts } from './interrupt.ts';
import { chooseModel } from './model-choice.ts';
import { openModel } from './open-model.ts';
import { parseRunOptions } from './options.ts';
import { guardOutputs } from './output-guard.ts';
import { outputFolder, outputPattern, planOutputs } from './outputs.ts';
import { chooseReporter } from './reporter.ts';
import type { RawOptions, TaskPlan } from './restore-action.ts';
import { runPhotos } from './run-photos.ts';
import { secondsSince } from './stopwatch.ts';

/** One call of colorize, inpaint, uncrop or jpeg, as it was typed. */
export interface RestoreCommand {
  readonly task: TaskId;
  /** Files, folders and globs. */
  readonly patterns: readonly string[];
  /** What commander collected. */
  readonly raw: RawOptions;
  readonly plan: (raw: RawOptions) => TaskPlan;
}

/** Restores photos from first to last, saying what happens, and returns the exit code. Never throws. */
export async function runRestoration(command: RestoreCommand): Promise<ExitCode> {
  const { raw } = command;
  const reporter = chooseReporter({ json: raw['json'] === true, quiet: raw['quiet'] === true }, { out: process.stdout, err: process.stderr });
  const interruption = watchInterrupts(() => reporter.close());
  const startMs = performance.now();
  const tally: Tally = { results: 0, failures: 0, device: null };
  let exitCode: ExitCode;
  try {
    for await (const event of restore(command, interruption.signal, tally)) reporter.report(event);
    exitCode = tally.failures > 0 ? 1 : 0;
  } catch (error) {
    const interrupted = interruption.exitCode();
    exitCode = interrupted ?? exitCodeOf(error);
    // Ctrl-C may reach the engine's process too: what breaks from then on is no failure.
    if (interrupted === undefined) {
      tally.failures++;
      reporter.report(failureEvent(null, error));
    }
  } finally {
    interruption.release();
  }
  const { results, failures, device } = tally;
  reporter.report({ type: 'summary', results, failures, seconds: secondsSince(startMs), device, exitCode });
  reporter.close();
  return exitCode;
}

interface Tally {
  results: number;
  failures: number;
  device: string | null;
}

async function* restore(command: RestoreCommand, signal: AbortSignal, tally: Tally): AsyncGenerator<RunEvent> {
  const { task, patterns, raw } = command;
  const options = parseRunOptions(raw);
  const { alsoRead = [], load } = command.plan(raw);
  const pattern = outputPattern(options.out, await isFolder(options.out), options.format, options.variants);
  const chosen = await chooseModel(task, options.model);
  const { photos, failures } = await findPhotos(patterns, { recursive: options.recursive, leaveOut: outputFolder(pattern) });
  for (const { path, failure } of failures) {
    tally.failures++;
    yield failureEvent(path, failure);
  }
  if (photos.length === 0) return;

  yield* runNote(chosen.note);
  const { planned, numbered } = planOutputs(photos, {
    pattern,
    task,
    model: chosen.manifest.id,
    format: options.format,
    seeds: Array.from({ length: options.variants }, (_, i) => options.seed + i),
  });
  yield* runNote(numbered ? 'Several results would have had the same name, so they are numbered.' : undefined);

  const opening = openModel(chosen.folder, options);
  // It is awaited when the first photo is read; until then a failure must not count as unhandled.
  const opened = opening.catch(() => undefined);
  try {
    const [guard, restoreFile] = await Promise.all([
      guardOutputs([...photos.map(({ path }) => path), ...alsoRead], options.overwrite),
      load(),
    ]);
    const { steps, sampler, start, intensity, quality, overwrite } = options;
    for await (const event of runPhotos({
      task,
      planned,
      guard,
      opening,
      restore: restoreFile,
      choices: { steps, sampler, start, intensity },
      writing: { quality, overwrite },
      signal,
    })) {
      if (event.type === 'result') tally.results++;
      if (event.type === 'failure') tally.failures++;
      yield event;
    }
  } finally {
    const model = await opened;
    tally.device = model?.network.device.name ?? null;
    await model?.network.dispose();
  }
}

async function isFolder(path: string | undefined): Promise<boolean> {
  return path !== undefined && stat(path).then((status) => status.isDirectory(), () => false);
}

function* runNote(sentence: string | undefined): Generator<RunEvent> {
  if (sentence !== undefined) yield { type: 'note', photo: null, sentence };
}
