import { setImmediate as breathe } from 'node:timers/promises';
import { type CancelSignal, throwIfCancelled } from '../../cancel.ts';
import type { Weights } from '../../checkpoint/safetensors.ts';
import { damaged } from '../../evaluation/damage.ts';
import { inEightBits, likenessOf } from '../../evaluation/picture.ts';
import { cosine, type Describe, pictureOfFace } from '../../faces/likeness.ts';
import { AppFailure } from '../../failure.ts';
import type { Photo } from '../../photo/photo.ts';
import { Random } from '../../random.ts';
import { blend } from '../../teach/blend.ts';
import { middleSquare, validationLosses } from '../../teach/validation.ts';
import { judge, mostForgotten, type TeachVerdict } from '../../teach/verdict.ts';
import type { Drawing } from '../../training/batch.ts';
import { gammas } from '../../diffusion/schedule.ts';
import { tasks } from '../../tasks/index.ts';
import { openFaceDescriber } from '../face-networks.ts';
import { openWith, paint, restored } from './examine.ts';
import { goalOf } from './goal.ts';
import { type Lesson, openLesson, withShapes } from './lesson.ts';
import { shares, type TeachRecipe } from '../../teach/teach-recipe.ts';
import { readTeachRun } from './run-state.ts';
import { makePrivateFolder, places, type TeachSession } from './session.ts';

export interface JudgeProgress {
  readonly done: number;
  readonly of: number;
  /** Pictures side by side that lie in the strip's folder by now: `verdict-0-damaged`, `-base`, `-taught`, `-truth` .. */
  readonly pictures: number;
}

export interface JudgeOptions {
  readonly signal?: CancelSignal | undefined;
  readonly threads?: number;
  /**
   * How much of the taught weights: 1 = all, 0 = the base model; when absent a half, or as much less as keeps the meter of
   * forgetting below its limit.
   */
  readonly share?: number | undefined;
}

/** Results a picture: chance counts less. */
const seeds = 2;

/**
 * Restores the pictures that were kept apart, by the base model and by the best taught state, and compares; then looks how
 * much was forgotten of the general set. Yields after each picture; the verdict is kept in the record.
 * @throws AppFailure 'id-unknown' before anything was taught, 'cancelled', 'engine-failed'
 */
export async function* judgeTaught(
  session: TeachSession,
  { signal, threads = 0, share }: JudgeOptions = {},
): AsyncGenerator<JudgeProgress, TeachVerdict> {
  const { task, framing } = goalOf(session);
  const judged = share ?? (await affordableShare(session, threads, signal));
  const { lesson, recipe, weights } = await openTaught(session, judged);
  await makePrivateFolder(places(session.folder).stripFolder);
  const faces = framing === 'faces' ? await openFaceDescriber(threads) : undefined;
  const drawing = drawingOf(session, lesson, recipe);
  const measured = { base: nothingMeasured(), taught: nothingMeasured() };
  const of = 2 * (lesson.validation.length + lesson.general.exam.length);
  let done = 0;
  try {
    for (const which of ['base', 'taught'] as const) {
      const network = await openWith(lesson, which === 'base' ? lesson.base.weights : weights, threads);
      const seen = measured[which];
      try {
        const restorer = { network, manifest: { ...lesson.base.manifest, task } };
        for (const [i, stored] of lesson.validation.entries()) {
          throwIfCancelled(signal);
          const truth = middleSquare(stored, lesson.config.side);
          const damage = damaged(task, truth, Random.fromSeed(i));
          const described = faces && (await describe(truth, faces.describe));
          let [colour, identity] = [0, 0];
          for (let seed = 0; seed < seeds; seed++) {
            const photo = inEightBits(await restored(damage, restorer, seeds * i + seed));
            const likeness = likenessOf(truth, photo, damage.hole);
            colour += ((likeness.hole ?? likeness.picture)?.colourError ?? 0) / seeds;
            if (faces && described) identity += cosine(described, await describe(photo, faces.describe)) / seeds;
            if (seed === 0) await paint(session, `verdict-${i}-${which}`, photo);
          }
          if (which === 'base') {
            await paint(session, `verdict-${i}-truth`, truth);
            await paint(session, `verdict-${i}-damaged`, damage.shown);
          }
          seen.colour.push(colour);
          seen.identity.push(identity);
          yield { done: ++done, of, pictures: which === 'taught' ? i + 1 : 0 };
          await breathe();
        }
        for (const [i, stored] of lesson.general.exam.entries()) {
          throwIfCancelled(signal);
          seen.general.push(...(await validationLosses([stored], drawing, async (...call) => network.predict(...call), i)));
          yield { done: ++done, of, pictures: which === 'taught' ? lesson.validation.length : 0 };
        }
      } finally {
        await network.dispose();
      }
    }
  } finally {
    await faces?.dispose();
  }
  const pair = (measure: keyof Measured) => ({ base: measured.base[measure], taught: measured.taught[measure] });
  const identity = faces === undefined ? null : pair('identity');
  const verdict = { ...judge({ colourError: pair('colour'), identity, general: pair('general') }), share: judged };
  await session.update({ verdict });
  return verdict;
}

/** The largest of the usual shares that forgets no more than may be, the smallest if none does. */
async function affordableShare(session: TeachSession, threads: number, signal: CancelSignal | undefined): Promise<number> {
  const lossAt = async (share: number): Promise<number> => {
    throwIfCancelled(signal);
    const { lesson, recipe, weights } = await openTaught(session, share);
    const network = await openWith(lesson, weights, threads);
    try {
      const drawing = drawingOf(session, lesson, recipe);
      const losses = await validationLosses(lesson.general.exam, drawing, async (...call) => network.predict(...call));
      return losses.reduce((sum, loss) => sum + loss, 0);
    } finally {
      await network.dispose();
    }
  };
  const base = await lossAt(0);
  for (const share of shares) if ((await lossAt(share)) <= (1 + mostForgotten) * base) return share;
  return shares[shares.length - 1] as number;
}

function drawingOf(session: TeachSession, { base }: Lesson, recipe: TeachRecipe): Drawing {
  const { prediction, schedule } = base.manifest;
  return { task: tasks[goalOf(session).task], recipe: recipe.training, prediction, gammas: gammas(schedule) };
}

interface Measured {
  readonly colour: number[];
  readonly identity: number[];
  readonly general: number[];
}

function nothingMeasured(): Measured {
  return { colour: [], identity: [], general: [] };
}

async function describe(photo: Photo, network: Describe): Promise<Float32Array> {
  return network(pictureOfFace(photo, { x: 0, y: 0, side: photo.width }), 1);
}

interface Taught {
  readonly lesson: Lesson;
  readonly recipe: TeachRecipe;
  readonly weights: Weights;
  /** Taken in all. */
  readonly steps: number;
  readonly spentMs: number;
}

/** What was taught, blended with the base model. @throws AppFailure 'id-unknown' before anything was taught */
export async function openTaught(session: TeachSession, share: number): Promise<Taught> {
  const { recipe } = session.record;
  const lesson = await openLesson(session, recipe?.dropout ?? 0);
  const run = recipe === null ? undefined : await readTeachRun(places(session.folder).run, lesson.graph, recipe);
  if (run === undefined || recipe === null) throw new AppFailure('id-unknown', 'Nothing was taught yet.');
  const weights = blend(lesson.base.weights, withShapes(run.best, lesson.graph), share);
  return { lesson, recipe, weights, steps: run.state.step, spentMs: run.spentMs };
}
