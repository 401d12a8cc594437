import { restoreStep } from '../app/worker/restore-step.ts';
import { type ChosenModel, chooseModel } from '../models/node/choose-model.ts';
import { openModel } from '../models/node/open-model.ts';
import { type PhotoFile, readPhoto, writePhoto } from '../models/node/photo-file.ts';
import type { RunEvent } from './events.ts';
import { type RecipeStep, readRecipe } from './read-recipe.ts';
import type { ReplayOptions } from './replay-options.ts';
import type { RunContext } from './report-run.ts';
import { secondsSince } from './stopwatch.ts';

/** Does the steps of a recipe to a photo, one after the other, and writes the last result. */
export async function* replay(recipe: string, photo: string, options: ReplayOptions, context: RunContext): AsyncGenerator<RunEvent> {
  const { out, device, engine, overwrite } = options;
  const startMs = performance.now();
  const steps = await readRecipe(recipe);
  let file = await readPhoto(photo);
  for (const [finished, recipeStep] of steps.entries()) {
    file = yield* replayStep(recipeStep, file, { photo, device, engine, finished, results: steps.length }, context);
  }
  for (const sentence of await writePhoto(out, { ...file, notes: [] }, { overwrite, source: photo })) yield { type: 'note', photo, sentence };
  const last = steps.at(-1) as RecipeStep;
  const { width, height } = file.photo;
  yield { type: 'result', photo, output: out, task: last.step.task, model: last.model ?? '', seed: last.seed, width, height, seconds: secondsSince(startMs) };
}

interface Place {
  readonly photo: string;
  readonly device: string;
  readonly engine: string;
  readonly finished: number;
  readonly results: number;
}

async function* replayStep(
  { step, model, seed }: RecipeStep,
  file: PhotoFile,
  { photo, device, engine, finished, results }: Place,
  context: RunContext,
): AsyncGenerator<RunEvent, PhotoFile> {
  const opened = await openModel(await modelFor(step, model), { device, engine, threads: 0 });
  context.device = opened.network.device.name;
  try {
    const restore = await restoreStep(step, file, {});
    const restoring = restore(opened, { seed, signal: context.signal });
    for (;;) {
      const turn = await restoring.next();
      if (turn.done === true) return turn.value;
      const { done, of } = turn.value;
      yield { type: 'progress', photo, seed, done, of, finished, results };
    }
  } finally {
    await opened.dispose();
  }
}

/** As it was chosen then: the library's own choice brings along who colours faces. */
async function modelFor({ task, model: wanted }: RecipeStep['step'], used: string | null): Promise<ChosenModel> {
  const preferred = wanted === null ? await chooseModel(task, undefined) : undefined;
  return preferred?.manifest.id === used ? preferred : chooseModel(task, wanted ?? used ?? undefined);
}
