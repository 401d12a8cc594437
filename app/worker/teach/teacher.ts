import { setImmediate as breathe } from 'node:timers/promises';
import { AppFailure } from '../../../models/failure.ts';
import { chooseGoal, changeCrop, prepareCrops } from '../../../models/node/teach/goal.ts';
import { judgeTaught } from '../../../models/node/teach/judge-taught.ts';
import { keepTaught } from '../../../models/node/teach/keep.ts';
import { discardTeachSession, emptyTeachCache, openTeachSession, type TeachSession } from '../../../models/node/teach/session.ts';
import { surveyPhotos } from '../../../models/node/teach/survey.ts';
import { teach } from '../../../models/node/teach/teach.ts';
import { planTeaching, recipeFor, timeTeaching } from '../../../models/node/teach/time-teaching.ts';
import { Gate } from './gate.ts';
import type { FromTeacher, TeachAskName, TeachAsks, ToTeacher } from './messages.ts';
import { ReportPace } from './report-pace.ts';
import { cropView, mostHaveFaces, recipeView, stateOf, withDetails } from './session-views.ts';

type Asks = { readonly [Name in TeachAskName]: (input: TeachAsks[Name]['input'], signal: AbortSignal) => Promise<TeachAsks[Name]['result']> };

/** The process that teaches: holds one session and does one thing at a time, telling how far it is at most twice a second. */
export class Teacher {
  readonly #send: (message: FromTeacher) => void;
  readonly #gate = new Gate();
  #session: TeachSession | undefined;
  #work: AbortController | undefined;

  constructor(send: (message: FromTeacher) => void) {
    this.#send = send;
  }

  receive(message: ToTeacher): void {
    switch (message.kind) {
      case 'teach-ask':
        this.#answer(message).catch(crash);
        return;
      case 'teach-cancel':
        this.#work?.abort();
        this.#gate.release();
        return;
      case 'teach-steer':
        this.#gate.steer(message);
    }
  }

  async #answer({ id, name, input }: ToTeacher & { kind: 'teach-ask' }): Promise<void> {
    const work = new AbortController();
    try {
      if (this.#work !== undefined) throw new AppFailure('busy', 'Heirloom is still busy with these photos: wait, or stop that first.');
      this.#work = work;
      // The application pairs each name with its input.
      const ask = this.#asks[name] as (input: unknown, signal: AbortSignal) => Promise<unknown>;
      const result = await ask(input, work.signal);
      this.#work = undefined;
      this.#send({ kind: 'teach-answered', id, result });
    } catch (error) {
      if (this.#work === work) this.#work = undefined;
      this.#send({ kind: 'teach-refused', id, ...failed(error) });
    }
  }

  get #open(): TeachSession {
    if (this.#session === undefined) throw new RangeError('Open a session first.');
    return this.#session;
  }

  readonly #asks: Asks = {
    open: async ({ root, id }) => {
      this.#session ??= await openTeachSession(root, id);
      return stateOf(this.#session);
    },
    survey: async ({ sources }, signal) => {
      await this.#follow('survey', surveyPhotos(this.#open, sources, { signal }), signal);
      return stateOf(this.#open);
    },
    goal: async ({ faces, ...choice }) => {
      const withFaces = choice.framing === 'faces' || (choice.framing === undefined && mostHaveFaces(this.#open));
      const refusal = await chooseGoal(this.#open, { ...choice, base: withFaces ? (faces ?? choice.base) : choice.base });
      return { refusal, state: stateOf(this.#open) };
    },
    crops: async () => Promise.resolve(this.#open.record.crops.map((crop) => cropView(this.#open.record, crop))),
    changeCrop: async ({ id, ...change }) => {
      const crop = await changeCrop(this.#open, id, change);
      return { crop: cropView(this.#open.record, crop), state: stateOf(this.#open) };
    },
    cut: async (_, signal) => {
      await this.#follow('cut', prepareCrops(this.#open, { signal }), signal);
      return stateOf(this.#open);
    },
    time: async (_, signal) => this.#follow('time', timeTeaching(this.#open, { signal }), signal),
    propose: async (wanted) => Promise.resolve(recipeView(recipeFor(this.#open, wanted))),
    plan: async ({ details, ...wanted }) => {
      await planTeaching(this.#open, withDetails(recipeFor(this.#open, wanted), details));
      return stateOf(this.#open);
    },
    extend: async ({ steps }) => {
      const { recipe } = this.#open.record;
      if (recipe === null) throw new AppFailure('id-unknown', 'Nothing was taught yet.');
      // It had stopped because it no longer got better: from here a person decides.
      await planTeaching(this.#open, { ...recipe, steps, patience: 0 });
      return stateOf(this.#open);
    },
    teach: async (_, signal) => this.#teach(signal),
    judge: async ({ share }, signal) => {
      const { sentence: _, ...verdict } = await this.#follow('judge', judgeTaught(this.#open, { signal, ...(share !== null && { share }) }), signal);
      return { ...verdict, pictures: this.#open.record.split?.validation.length ?? 0 };
    },
    keep: async ({ picture, ...choice }) => {
      const { id } = await keepTaught(this.#open, { ...choice, ...(picture === null ? {} : { picture }) });
      return { model: id };
    },
    emptyCache: async () => {
      await emptyTeachCache(this.#open);
      return stateOf(this.#open);
    },
    discard: async () => {
      await discardTeachSession(this.#open);
      this.#session = undefined;
      return null;
    },
  };

  async #teach(signal: AbortSignal): Promise<TeachAsks['teach']['result']> {
    const pace = new ReportPace((report) => this.#send({ kind: 'teach-report', report }));
    const steps = teach(this.#open, { signal, ready: async () => this.#gate.pass(signal), share: () => this.#gate.speed });
    let turn = await steps.next();
    for (; turn.done !== true; turn = await steps.next()) pace.offer(turn.value);
    return { reason: turn.value.reason };
  }

  /** Long work to its end, waiting where teaching would wait. */
  async #follow<Progress extends { readonly done: number; readonly of: number }, Result>(
    work: 'survey' | 'cut' | 'time' | 'judge',
    turns: AsyncGenerator<Progress, Result>,
    signal: AbortSignal,
  ): Promise<Result> {
    let toldMs = -Infinity;
    for (;;) {
      await breathe();
      await this.#gate.pass(signal);
      const turn = await turns.next();
      if (turn.done === true) return turn.value;
      const nowMs = performance.now();
      if (nowMs - toldMs < tellEveryMs) continue;
      toldMs = nowMs;
      this.#send({ kind: 'teach-progress', work, done: turn.value.done, of: turn.value.of });
    }
  }
}

const tellEveryMs = 500;

/** Nobody foresaw it: the application starts another process. */
function crash(error: unknown): never {
  console.error(error);
  process.exit(1);
}

function failed(error: unknown): { code: AppFailure['code'] | 'internal'; message: string } {
  if (error instanceof AppFailure) return { code: error.code, message: error.message };
  return { code: 'internal', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
