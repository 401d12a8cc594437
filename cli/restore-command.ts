import { stat } from 'node:fs/promises';
import type { TaskId } from '../models/tasks/task.ts';
import type { ExitCode, RunEvent } from './events.ts';
import { failureEvent } from './failure-event.ts';
import { findPhotos } from './find-photos.ts';
import { chooseModelFor } from './choose-model-for.ts';
import { parseRunOptions } from './options.ts';
import { outputFolder, outputPattern, planOutputs } from './outputs.ts';
import { reportRun, type RunContext } from './report-run.ts';
import type { RawOptions, TaskPlan } from './restore-action.ts';
import { restorePlanned } from './restore-planned.ts';

/** One call of colorize, inpaint, uncrop or jpeg, as it was typed. */
export interface RestoreCommand {
  readonly task: TaskId;
  /** Files, folders and globs. */
  readonly patterns: readonly string[];
  /** What commander collected. */
  readonly raw: RawOptions;
  readonly plan: (raw: RawOptions) => TaskPlan;
}

/** Restores photos from first to last, saying what happens. Never throws. */
export async function runRestoration(command: RestoreCommand): Promise<ExitCode> {
  const { json, quiet } = command.raw;
  return reportRun({ json: json === true, quiet: quiet === true }, (context) => restore(command, context));
}

async function* restore({ task, patterns, raw, plan }: RestoreCommand, context: RunContext): AsyncGenerator<RunEvent> {
  const options = parseRunOptions(raw);
  const taskPlan = plan(raw);
  const pattern = outputPattern(options.out, await isFolder(options.out), options.format, options.variants);
  const { photos, failures } = await findPhotos(patterns, { recursive: options.recursive, leaveOut: outputFolder(pattern) });
  for (const { path, failure } of failures) yield failureEvent(path, failure);
  if (photos.length === 0) return;
  const model = await chooseModelFor(task, options.model, photos.map(({ path }) => path));
  const { planned, numbered } = planOutputs(photos, {
    pattern,
    task,
    model: model.manifest.id,
    format: options.format,
    seeds: Array.from({ length: options.variants }, (_, i) => options.seed + i),
  });
  if (numbered) yield { type: 'note', photo: null, sentence: 'Several results would have had the same name, so they are numbered.' };
  yield* restorePlanned({ task, planned, model, plan: taskPlan, options }, context);
}

async function isFolder(path: string | undefined): Promise<boolean> {
  return path !== undefined && stat(path).then((status) => status.isDirectory(), () => false);
}
