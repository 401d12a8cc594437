import type { RunEvent } from './events.ts';
import type { ChosenModel } from '../models/node/choose-model.ts';
import { openModel } from '../models/node/open-model.ts';
import type { RunOptions } from './options.ts';
import { guardOutputs } from './output-guard.ts';
import type { PlannedPhoto } from './outputs.ts';
import type { RunContext } from './report-run.ts';
import type { TaskPlan } from './restore-action.ts';
import { runPhotos } from './run-photos.ts';
import type { TaskId } from '../models/tasks/task.ts';

/** A run in which everything is decided: what is restored by what, and where each result goes. */
export interface PlannedRun {
  readonly task: TaskId;
  readonly planned: readonly PlannedPhoto[];
  readonly model: ChosenModel;
  readonly plan: TaskPlan;
  readonly options: RunOptions;
}

/** Opens the model once for all photos, restores them, and closes it, however it ends. */
export async function* restorePlanned({ task, planned, model, plan, options }: PlannedRun, context: RunContext): AsyncGenerator<RunEvent> {
  if (model.note !== undefined) yield { type: 'note', photo: null, sentence: model.note };
  const opening = openModel(model, options);
  // It is awaited when the first photo is read; until then a failure must not count as unhandled.
  const opened = opening.catch(() => undefined);
  try {
    const sources = [...planned.map(({ photo }) => photo), ...(plan.alsoRead ?? [])];
    const [guard, restore] = await Promise.all([guardOutputs(sources, options.overwrite), plan.load()]);
    const { steps, sampler, start, intensity, quality, overwrite } = options;
    const choices = { steps, sampler, start, intensity };
    yield* runPhotos({ task, planned, guard, opening, restore, choices, writing: { quality, overwrite }, signal: context.signal });
  } finally {
    const used = await opened;
    context.device = used?.network.device.name ?? context.device;
    await used?.dispose();
  }
}
