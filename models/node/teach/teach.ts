import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import type { CancelSignal } from '../../cancel.ts';
import { AppFailure } from '../../failure.ts';
import { bestOf, type CurvePoint, isOver, type Trend, trendOf } from '../../teach/curve.ts';
import { planMixed } from '../../teach/mixed-plan.ts';
import type { TeachRecipe } from '../../teach/teach-recipe.ts';
import type { Descent } from '../../training/algorithm-1.ts';
import { trainIncrementally } from '../../training/algorithm-2.ts';
import { createState, type Tensors } from '../../training/state.ts';
import { places, type TeachSession } from './session.ts';
import { lossesOf, openWith, paintStrip } from './examine.ts';
import { goalOf } from './goal.ts';
import { type Lesson, openDescent, openLesson, withShapes } from './lesson.ts';
import { readTeachRun, type TeachRun, writeTeachRun } from './run-state.ts';

/** How teaching goes along with everything else that the machine does; none of it changes what is learned. */
export interface TeachControls {
  /** Stops after the present step, with everything saved: the next call goes on. */
  readonly signal?: CancelSignal | undefined;
  /** Awaited before every step: it waits while a photo is being restored, or on battery. */
  readonly ready?: (() => Promise<void>) | undefined;
  /** Share of the time to spend teaching, above 0 to 1; asked before every step. */
  readonly share?: (() => number) | undefined;
  readonly saveEveryMinutes?: number;
  /** 0: one for each core. */
  readonly threads?: number;
}

export interface TeachReport {
  readonly step: number;
  /** Steps of the whole run; early stop may end sooner. */
  readonly of: number;
  /** Pictures seen, with repetition. */
  readonly pictures: number;
  readonly spentMs: number;
  /** Of the steps that are left, at the pace of this call; undefined at its first step. */
  readonly leftMs: number | undefined;
  /** The raw training loss of this step. */
  readonly loss: number;
  /** Of Algorithm 2, from 0. */
  readonly subset: number;
  readonly epoch: number;
  readonly curve: readonly CurvePoint[];
  readonly trend: Trend;
  /** The validation pictures were looked at: the strip has been painted anew, so many pictures. */
  readonly strip: number | null;
  readonly saved: boolean;
}

export interface TeachEnd {
  /** 'stopped' can go on; 'early' and 'done' cannot. */
  readonly reason: 'stopped' | 'early' | 'done';
  readonly curve: readonly CurvePoint[];
  /** The look whose weights are kept; undefined if none was taken: then the base model's are. */
  readonly best: CurvePoint | undefined;
}

const usualMinutes = 2;

/**
 * Teaches by Algorithm 1 inside Algorithm 2 until the recipe's steps are done, the pictures teach no more, or the signal
 * stops it. Can be killed at any moment: the next call goes on from the last save to the same bytes. Yields after every step.
 * @throws AppFailure 'training-data', 'training-diverged', 'checkpoint-invalid', 'engine-failed', 'disk-full' (the last save
 *   stays, and the next call goes on from it)
 */
export async function* teach(session: TeachSession, controls: TeachControls = {}): AsyncGenerator<TeachReport, TeachEnd> {
  const { recipe } = session.record;
  if (recipe === null) throw new AppFailure('id-unknown', 'Plan first how long to teach.');
  const { task } = goalOf(session);
  const { threads = 0 } = controls;
  const lesson = await openLesson(session, recipe.dropout);
  const descent = await openDescent(lesson, recipe, task, threads);
  try {
    const run = await begin(session, lesson, descent, recipe, threads);
    const file = places(session.folder).run;
    const save = async (): Promise<void> => writeTeachRun(file, run, lesson.graph, recipe);
    let finished = isFinished(run, recipe);
    if (!finished) {
      const [startMs, startStep, spentBefore] = [performance.now(), run.state.step, run.spentMs];
      let savedMs = startMs;
      const plan = planMixed(recipe, lesson.pictures, lesson.general.lessons.length);
      await controls.ready?.();
      const load = async (numbers: readonly number[]): ReturnType<Lesson['load']> => lesson.load(numbers);
      for await (const { step, loss, subset, epoch } of trainIncrementally(run.state, plan, load, descent)) {
        const looks = step % recipe.validateEvery === 0 || step >= recipe.steps;
        const strip = looks ? await look(session, lesson, descent, run, threads) : null;
        finished = isFinished(run, recipe);
        run.spentMs = spentBefore + performance.now() - startMs;
        const stops = finished || controls.signal?.aborted === true;
        const saved = stops || performance.now() - savedMs >= (controls.saveEveryMinutes ?? usualMinutes) * 60_000;
        if (saved) {
          await save();
          savedMs = performance.now();
        }
        const perStepMs = (performance.now() - startMs) / (step - startStep);
        const leftMs = step - startStep > 1 ? (recipe.steps - step) * perStepMs : undefined;
        yield {
          step,
          of: recipe.steps,
          pictures: step * recipe.training.batch,
          spentMs: run.spentMs,
          leftMs,
          loss,
          subset,
          epoch,
          curve: [...run.curve],
          trend: trendOf(run.curve),
          strip,
          saved,
        };
        if (stops) break;
        await breathe();
        const share = controls.share?.() ?? 1;
        if (share < 1) await sleep(perStepMs * (1 / Math.max(0.05, share) - 1));
        await controls.ready?.();
      }
    }
    const reason = !finished ? 'stopped' : run.state.step >= recipe.steps ? 'done' : 'early';
    return { reason, curve: [...run.curve], best: bestOf(run.curve) };
  } finally {
    await Promise.all(descent.sessions.map(async (open) => open.dispose()));
  }
}

/** The saved run, or one that begins with the base model's weights. */
async function begin(session: TeachSession, lesson: Lesson, descent: Descent, recipe: TeachRecipe, threads: number): Promise<TeachRun> {
  const saved = await readTeachRun(places(session.folder).run, lesson.graph, recipe);
  if (saved !== undefined) return saved;
  const values = new Map([...lesson.base.weights].map(([name, tensor]) => [name, tensor.values]));
  const network = await openWith(lesson, lesson.base.weights, threads);
  try {
    const base = await lossesOf(lesson, descent, network);
    await paintStrip(session, goalOf(session).task, lesson, network);
    const state = createState(lesson.graph, recipe.training.seed, values);
    return { state, curve: [], base, best: copyOf(values), spentMs: 0 };
  } finally {
    await network.dispose();
  }
}

/** Looks at the validation pictures with the averaged weights, which are what is kept. @returns pictures of the strip */
async function look(session: TeachSession, lesson: Lesson, descent: Descent, run: TeachRun, threads: number): Promise<number> {
  const network = await openWith(lesson, withShapes(run.state.average, lesson.graph), threads);
  try {
    const { own, general } = await lossesOf(lesson, descent, network);
    const point = { step: run.state.step, own: own / run.base.own, general: general / run.base.general };
    run.curve.push(point);
    if (bestOf(run.curve) === point) for (const [name, values] of run.state.average) run.best.set(name, Float32Array.from(values));
    return await paintStrip(session, goalOf(session).task, lesson, network);
  } finally {
    await network.dispose();
  }
}

function isFinished({ state, curve }: TeachRun, { steps, patience }: TeachRecipe): boolean {
  return state.step >= steps || isOver(curve, patience);
}

function copyOf(tensors: ReadonlyMap<string, Float32Array>): Tensors {
  return new Map([...tensors].map(([name, values]) => [name, Float32Array.from(values)]));
}
