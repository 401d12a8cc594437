import { homedir } from 'node:os';
import { join } from 'node:path';
import { AppFailure } from '../models/failure.ts';
import { chooseModel, findModel, modelFolders, ownModelFolders } from '../models/node/choose-model.ts';
import type { LibraryModel } from '../models/node/model-library.ts';
import { useModelFor } from '../models/node/model-uses.ts';
import { chooseGoal, prepareCrops } from '../models/node/teach/goal.ts';
import { judgeTaught } from '../models/node/teach/judge-taught.ts';
import { keepTaught } from '../models/node/teach/keep.ts';
import { discardTeachSession, listTeachSessions, openTeachSession, type TeachSession } from '../models/node/teach/session.ts';
import { surveyPhotos } from '../models/node/teach/survey.ts';
import { teach } from '../models/node/teach/teach.ts';
import { planTeaching, recipeFor, timeTeaching } from '../models/node/teach/time-teaching.ts';
import type { TeachRecipe } from '../models/teach/teach-recipe.ts';
import { watchInterrupts } from './interrupt.ts';
import { parseTeachOptions, type TeachCommandOptions } from './teach-options.ts';
import { chooseTeachReporter, type TeachReporter } from './teach-reporter.ts';

/** All steps from folder to kept model, or on from where they were left. @returns the exit code @throws AppFailure */
export async function runTeach(sources: readonly string[], raw: unknown): Promise<number> {
  const options = parseTeachOptions(raw);
  const id = sessionId(options.name);
  if (options.resume || options.forget) await refuseUnknown(id, options.name);
  const session = await openTeachSession(sessionsFolder(), id);
  const interruption = watchInterrupts(() => {});
  const context: Context = { session, options, signal: interruption.signal, reporter: chooseTeachReporter(options.json), kept: false };
  try {
    if (!options.forget) await work(sources, context);
    return interruption.exitCode() ?? 0;
  } catch (error) {
    const exitCode = interruption.exitCode();
    if (exitCode === undefined || !(error instanceof AppFailure) || error.code !== 'cancelled') throw error;
    context.reporter.stopped(session.record.recipe === null ? null : options.name);
    return exitCode;
  } finally {
    interruption.release();
    // What was never planned cannot go on: its thumbnails would only lie about.
    if (options.forget || context.kept || session.record.recipe === null) await discardTeachSession(session);
    else await session.close();
  }
}

interface Context {
  readonly session: TeachSession;
  readonly options: TeachCommandOptions;
  readonly signal: AbortSignal;
  readonly reporter: TeachReporter;
  /** The model is in the library: the session with its private pictures goes. */
  kept: boolean;
}

/** HEIRLOOM_TEACH, or beside a person's own models. */
function sessionsFolder(): string {
  return process.env['HEIRLOOM_TEACH'] ?? join(homedir(), '.heirloom', 'teach');
}

function sessionId(name: string): string {
  const id = name.normalize('NFKD').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 56);
  if (id === '') throw new AppFailure('option-invalid', '--name must have letters or digits in it, such as "Our family".');
  return id;
}

async function refuseUnknown(id: string, name: string): Promise<void> {
  const begun = await listTeachSessions(sessionsFolder());
  if (begun.includes(id)) return;
  const others = begun.length === 0 ? 'nothing is being taught' : `choose one of: ${begun.join(', ')}`;
  throw new AppFailure('id-unknown', `Nothing called "${name}" was begun: ${others}.`);
}

async function work(sources: readonly string[], context: Context): Promise<void> {
  const { session, options, signal, reporter } = context;
  if (!options.resume && session.record.recipe !== null) {
    throw new AppFailure('output-exists', `A model called "${options.name}" is being taught already: go on with --resume, or take it away with --forget.`);
  }
  if (session.record.recipe === null) await prepare(sources, context);
  const { threads, saveEvery, speed } = options;
  const controls = { signal, threads, saveEveryMinutes: saveEvery, share: () => speed / 100 };
  const { reason } = await finish(teach(session, controls), (report) => reporter.teaching(report));
  if (reason === 'stopped') {
    reporter.stopped(options.name);
    return;
  }
  reporter.taught(reason);
  const judging = judgeTaught(session, { signal, threads, share: options.share });
  const verdict = await finish(judging, ({ done, of }) => reporter.judging(done, of));
  reporter.verdict(verdict);
  await settle(verdict.proposal === 'keep', context);
}

/** Survey, goal, crops, time, recipe. */
async function prepare(sources: readonly string[], { session, options, signal, reporter }: Context): Promise<void> {
  if (sources.length === 0) throw new AppFailure('option-invalid', 'Name a folder of photos to teach from.');
  const { threads } = options;
  const summary = await finish(surveyPhotos(session, sources, { signal, threads }), (progress) => reporter.surveying(progress));
  reporter.surveyed(summary, session.record.notes);
  const base = await baseModel(session, options);
  const whyNot = await chooseGoal(session, { task: options.task, base: base.folder, framing: options.framing, side: options.side });
  if (whyNot !== null) throw new AppFailure('training-data', whyNot);
  const before = session.record.notes.length;
  await finish(prepareCrops(session, { signal, threads }), ({ done, of }) => reporter.cutting(done, of));
  reporter.cut(session.record.split, base.manifest, session.record.notes.slice(before));
  await planTeaching(session, await recipeOf(session, options, { signal, reporter }));
}

/** The named model; else the best one for the task, which for faces is the one that faces are left to. */
async function baseModel(session: TeachSession, { task, base, framing }: TeachCommandOptions): Promise<LibraryModel> {
  if (base !== undefined) return findModel(base);
  const chosen = await chooseModel(task, undefined);
  const usable = session.record.photos.filter(({ verdict }) => verdict === 'usable');
  const withFaces = usable.filter(({ reading }) => reading.kind === 'read' && reading.faces.length > 0);
  const faces = framing === 'faces' || (framing === undefined && withFaces.length > usable.length / 2);
  return faces && chosen.faces !== undefined ? chosen.faces : chosen;
}

async function recipeOf(
  session: TeachSession,
  options: TeachCommandOptions,
  { signal, reporter }: Pick<Context, 'signal' | 'reporter'>,
): Promise<TeachRecipe> {
  const { steps, minutes, learningRate, dropout, trained, subsets, epochsPerSubset, threads } = options;
  const measured =
    steps === undefined
      ? await finish(timeTeaching(session, { signal, threads }), ({ done, of }) => reporter.timing(done, of))
      : { secondsPerStep: 1, secondsPerLook: 0 };
  const recipe = recipeFor(session, { ...measured, minutes: steps === undefined ? minutes : steps / 60 });
  const training = {
    ...recipe.training,
    ...(learningRate !== undefined && { learningRate }),
    ...(subsets !== undefined && { subsets }),
    ...(epochsPerSubset !== undefined && { epochsPerSubset }),
  };
  const chosen = { ...recipe, training, ...(dropout !== undefined && { dropout }), ...(trained !== undefined && { trained }) };
  reporter.planned(chosen, steps === undefined ? measured : undefined);
  return chosen;
}

async function settle(isBetter: boolean, context: Context): Promise<void> {
  const { session, options, reporter } = context;
  const keeps = options.keep === 'always' || (options.keep === 'better' && isBetter);
  if (!keeps) {
    reporter.discarded(options.name);
    return;
  }
  const [own] = ownModelFolders();
  const choice = { title: options.name, share: options.share, models: own as string, others: modelFolders() };
  const manifest = await keepTaught(session, choice);
  if (options.useFor !== undefined) await useModelFor(own as string, options.useFor, manifest.id);
  context.kept = true;
  reporter.kept(manifest, join(own as string, manifest.id));
}

/** Follows long work to its end. */
async function finish<Progress, Result>(turns: AsyncGenerator<Progress, Result>, tell: (progress: Progress) => void): Promise<Result> {
  let turn = await turns.next();
  for (; turn.done !== true; turn = await turns.next()) tell(turn.value);
  return turn.value;
}
