import { setImmediate as breathe } from 'node:timers/promises';
import { type CancelSignal, throwIfCancelled } from '../../cancel.ts';
import { sizeOf } from '../../network/graph.ts';
import { planMixed } from '../../teach/mixed-plan.ts';
import { chooseRecipe, type TeachRecipe } from '../../teach/teach-recipe.ts';
import { descend } from '../../training/algorithm-1.ts';
import { createState } from '../../training/state.ts';
import { Random } from '../../random.ts';
import { lossesOf, openWith } from './examine.ts';
import { goalOf } from './goal.ts';
import { openDescent, openLesson } from './lesson.ts';
import type { TeachSession } from './session.ts';

/** What teaching takes on this machine, measured. */
export interface Timing {
  readonly secondsPerStep: number;
  /** A look at the validation pictures. */
  readonly secondsPerLook: number;
  /** Of this process, with all that teaching needs in it. */
  readonly memoryBytes: number;
  /** Of the session at its largest: the run, twice while it is saved. */
  readonly diskBytes: number;
}

export interface TimingProgress {
  readonly done: number;
  readonly of: number;
}

const timedSteps = 20;

export interface TimingOptions {
  readonly signal?: CancelSignal | undefined;
  readonly threads?: number;
  readonly steps?: number;
}

/** Takes steps that are thrown away. @throws AppFailure 'training-data', 'checkpoint-invalid', 'engine-failed', 'cancelled' */
export async function* timeTeaching(
  session: TeachSession,
  { signal, threads = 0, steps = timedSteps }: TimingOptions = {},
): AsyncGenerator<TimingProgress, Timing> {
  const recipe = recipeFor(session, { minutes: 1, secondsPerStep: 1, secondsPerLook: 0 });
  const lesson = await openLesson(session, recipe.dropout);
  const state = createState(lesson.graph, 1, new Map([...lesson.base.weights].map(([name, { values }]) => [name, values])));
  const descent = await openDescent(lesson, recipe, goalOf(session).task, threads);
  const of = steps + 1;
  let spentMs = 0;
  try {
    const plan = planMixed(recipe, lesson.pictures, lesson.general.lessons.length);
    for (let k = 0; k < steps; k++) {
      throwIfCancelled(signal);
      const { photos } = plan.draw(k);
      const startMs = performance.now();
      const load = await lesson.load(photos);
      await descend(state, photos.flatMap((number) => load.get(number) ?? []), descent, Random.fromSeed(k));
      // The first one makes what the others find ready.
      if (k > 0 || steps === 1) spentMs += performance.now() - startMs;
      yield { done: k + 1, of };
      await breathe();
    }
    const memoryBytes = process.memoryUsage().rss;
    const startMs = performance.now();
    const network = await openWith(lesson, lesson.base.weights, threads);
    try {
      await lossesOf(lesson, descent, network);
    } finally {
      await network.dispose();
    }
    const secondsPerLook = (performance.now() - startMs) / 1000;
    yield { done: of, of };
    const values = [...lesson.graph.parameters.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    return { secondsPerStep: spentMs / 1000 / Math.max(1, steps - 1), secondsPerLook, memoryBytes, diskBytes: 2 * 5 * 4 * values };
  } finally {
    await Promise.all(descent.sessions.map(async (open) => open.dispose()));
  }
}

export interface TimeWanted extends Pick<Timing, 'secondsPerStep' | 'secondsPerLook'> {
  readonly minutes: number;
}

/** The recipe for these pictures and this time; a person may change it. @throws AppFailure 'id-unknown' */
export function recipeFor(session: TeachSession, { minutes, secondsPerStep, secondsPerLook }: TimeWanted): TeachRecipe {
  const goal = goalOf(session);
  const pictures = session.record.split?.train.length ?? 0;
  return chooseRecipe({ task: goal.task, pictures, side: goal.side, secondsPerStep, secondsPerLook, minutes });
}

/** Settles the recipe: from here on only `teach` follows. @throws AppFailure 'disk-full', 'output-unwritable' */
export async function planTeaching(session: TeachSession, recipe: TeachRecipe): Promise<void> {
  await session.update({ recipe, verdict: null });
}
