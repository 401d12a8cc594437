import type { TeachId } from '../../contract/teach.ts';
import type { WorkerProcess } from '../../host.ts';
import { AppFailure } from '../../../models/failure.ts';
import type { FromTeacher, TeachAskName, TeachAsks, TeachSteer } from '../../worker/teach/messages.ts';
import { TeacherHost } from '../../worker/teach/teacher-host.ts';
import type { Teachings } from './teachings.ts';

interface Parts {
  readonly start: () => WorkerProcess;
  /** The folder of all sessions. */
  readonly sessions: string;
  readonly teachings: Teachings;
  readonly log: (error: unknown) => void;
}

interface Open {
  readonly id: TeachId;
  readonly host: TeacherHost;
  /** Settles once the session is open in it. */
  readonly ready: Promise<unknown>;
}

type Report = Extract<FromTeacher, { kind: 'teach-report' }>['report'];

/** The process that teaches, and which teaching it has open: started when it is needed, anew after it died. */
export class TeacherLine {
  readonly sessions: string;
  readonly #parts: Parts;
  #open: Open | undefined;
  #report: (id: TeachId, report: Report) => void = () => undefined;
  #started: () => void = () => undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.sessions = parts.sessions;
  }

  /** @param report hears how teaching goes @param started may steer a process that has just begun */
  listen(report: (id: TeachId, report: Report) => void, started: () => void): void {
    this.#report = report;
    this.#started = started;
  }

  /** @throws AppFailure 'busy' while another teaching is worked on, or by another window; 'checkpoint-invalid' */
  async use(id: TeachId): Promise<TeacherHost> {
    this.#parts.teachings.view(id);
    let open = this.#open;
    if (open !== undefined && open.host.alive && open.id !== id) {
      this.#refuseIfBusy(open.id);
      open.host.kill();
    }
    if (open?.id !== id || !open.host.alive) {
      open = this.#begin(id, open?.host.ended ?? Promise.resolve());
      this.#open = open;
      this.#started();
    }
    await open.ready;
    return open.host;
  }

  /** @throws AppFailure as what was asked for does */
  async ask<Name extends TeachAskName>(id: TeachId, name: Name, input: TeachAsks[Name]['input']): Promise<TeachAsks[Name]['result']> {
    return (await this.use(id)).ask(name, input);
  }

  steer(steer: TeachSteer): void {
    this.#open?.host.steer(steer);
  }

  cancel(id: TeachId, graceMs: number): void {
    if (this.#open?.id === id) this.#open.host.cancel(graceMs);
  }

  /** Its session is closed. */
  leave(id: TeachId): void {
    if (this.#open?.id === id) this.close();
  }

  close(): void {
    this.#open?.host.kill();
    this.#open = undefined;
  }

  /** @param before only then is the folder of sessions free */
  #begin(id: TeachId, before: Promise<void>): Open {
    const { start, teachings, sessions, log } = this.#parts;
    const host = new TeacherHost(
      start(),
      (progress) => {
        // What it still had to say when it was left.
        if (this.#open?.host !== host) return;
        if (progress.kind === 'teach-report') {
          this.#report(id, progress.report);
          return;
        }
        const { work, done, of } = progress;
        if (teachings.view(id).work !== null) teachings.show(id, { work: { kind: work, done, of } });
      },
      log,
    );
    const ready = before.then(async () => host.ask('open', { root: sessions, id }));
    ready.catch(() => {
      // It could not be opened: the next try is by a process of its own.
      host.kill();
    });
    return { id, host, ready };
  }

  #refuseIfBusy(id: TeachId): void {
    const { work, run } = this.#parts.teachings.view(id);
    const idle = run === null || run.state === 'paused' || run.state === 'early' || run.state === 'done';
    if (work === null && idle) return;
    throw new AppFailure('busy', 'Other photos are being taught right now, and one at a time is enough for a computer: pause that first.');
  }
}
