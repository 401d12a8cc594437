import type { TeachId, TeachView } from '../../contract/teach.ts';
import type { Host } from '../../host.ts';
import { AppFailure } from '../../../models/failure.ts';
import type { TeachReport } from '../../../models/node/teach/teach.ts';
import type { JobQueue } from '../job-queue.ts';
import type { TeacherLine } from './teacher-line.ts';
import type { Teachings } from './teachings.ts';

interface Parts {
  readonly line: TeacherLine;
  readonly teachings: Teachings;
  readonly jobs: JobQueue;
  readonly power: Host['power'];
  readonly log: (error: unknown) => void;
}

type RunView = NonNullable<TeachView['run']>;

/** A process that dies so often without getting further is not started again. */
const mostDeaths = 3;
/** The present step is finished and all is saved; what takes longer than this is begun again from the last save. */
const pauseGraceMs = 5000;

/** The hours of teaching: goes on after its process died, gives way to jobs, rests on battery. */
export class TeachRun {
  readonly #parts: Parts;
  #running: { readonly id: TeachId; pausing: boolean; readonly over: Promise<void> } | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.power?.onChange(() => this.steer());
    parts.line.listen((id, report) => this.#hear(id, report), () => this.steer());
  }

  /** @param finished told when there is nothing left to teach */
  start(id: TeachId, finished: () => void): void {
    if (this.#running !== undefined) return;
    this.#show(id, { state: this.#stateNow(id), secondsLeft: null });
    const over = this.#teach(id).then((reason) => {
      this.#running = undefined;
      if (reason !== 'paused') finished();
    }, this.#parts.log);
    this.#running = { id, pausing: false, over };
    this.steer();
  }

  /** Resolves once nothing is taught any more, with everything saved. */
  async pause(id: TeachId): Promise<void> {
    const running = this.#running;
    if (running?.id !== id) return;
    if (!running.pausing) {
      running.pausing = true;
      this.#show(id, { state: 'pausing' });
      this.#parts.line.cancel(id, pauseGraceMs);
    }
    await running.over;
  }

  /** Tells the process what it may do now. */
  steer(): void {
    const id = this.#running?.id;
    const state = id === undefined ? (this.#jobsRun() ? 'waiting' : 'running') : this.#stateNow(id);
    const speed = id === undefined ? 1 : this.#parts.teachings.view(id).speed;
    this.#parts.line.steer({ ready: state === 'running', speed });
    if (id !== undefined && this.#running?.pausing === false) this.#show(id, { state });
  }

  /** The program ends. */
  async close(): Promise<void> {
    if (this.#running !== undefined) await this.pause(this.#running.id);
  }

  async #teach(id: TeachId): Promise<'paused' | 'ended'> {
    const { line, teachings, log } = this.#parts;
    for (let deaths = 0, reached = -1; ; ) {
      try {
        const { reason } = await line.ask(id, 'teach', null);
        this.#show(id, { state: reason === 'stopped' ? 'paused' : reason, secondsLeft: null });
        await teachings.change(id, {});
        return reason === 'stopped' ? 'paused' : 'ended';
      } catch (error) {
        const pausing = this.#running?.pausing === true;
        const died = error instanceof AppFailure && (error.code === 'worker-died' || error.code === 'cancelled');
        const step = teachings.view(id).run?.step ?? 0;
        deaths = step > reached ? 1 : deaths + 1;
        reached = step;
        if (died && !pausing && deaths <= mostDeaths) continue;
        if (!(error instanceof AppFailure)) log(error);
        this.#show(id, { state: 'paused', secondsLeft: null });
        await teachings.change(id, died && pausing ? {} : { failure: failureOf(error) });
        return 'paused';
      }
    }
  }

  #hear(id: TeachId, { step, of, pictures, leftMs, loss, curve, trend, strip, saved }: TeachReport): void {
    const before = this.#parts.teachings.view(id).run;
    const painted = strip === null ? (before?.strip ?? { pictures: 0, round: 0 }) : { pictures: strip, round: Date.now() };
    const secondsLeft = leftMs === undefined ? null : Math.ceil(leftMs / 1000);
    this.#show(id, { step, of, pictures, secondsLeft, loss, curve: [...curve], trend, strip: painted });
    if (saved) this.#parts.teachings.change(id, {}).catch(this.#parts.log);
  }

  #show(id: TeachId, change: Partial<RunView>): void {
    const { teachings } = this.#parts;
    const { run, recipe } = teachings.view(id);
    teachings.show(id, { run: { ...(run ?? nothingYet), of: recipe?.steps ?? 0, ...change } });
  }

  #stateNow(id: TeachId): 'running' | 'waiting' | 'battery' {
    if (this.#jobsRun()) return 'waiting';
    return this.#parts.teachings.view(id).pauseOnBattery && this.#parts.power?.onBattery() === true ? 'battery' : 'running';
  }

  #jobsRun(): boolean {
    return this.#parts.jobs.list().some(({ state }) => state === 'queued' || state === 'running');
  }
}

const nothingYet: RunView = {
  state: 'running',
  step: 0,
  of: 0,
  pictures: 0,
  secondsLeft: null,
  loss: null,
  curve: [],
  trend: 'beginning',
  strip: { pictures: 0, round: 0 },
};

function failureOf(error: unknown): NonNullable<TeachView['failure']> {
  if (error instanceof AppFailure) return { code: error.code, message: error.message };
  return { code: 'internal', message: 'Something went wrong inside Heirloom; what was taught is saved. Go on, and open the program anew if it happens twice.' };
}
