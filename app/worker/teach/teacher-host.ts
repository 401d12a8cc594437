import type { WorkerProcess } from '../../host.ts';
import { AppFailure } from '../../../models/failure.ts';
import type { FromTeacher, TeachAskName, TeachAsks, TeachSteer, ToTeacher } from './messages.ts';

type Progress = Extract<FromTeacher, { kind: 'teach-progress' | 'teach-report' }>;

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The application's side of one process that teaches; once it has died, it stays dead. */
export class TeacherHost {
  readonly #process: WorkerProcess;
  readonly #log: (error: unknown) => void;
  readonly #waiting = new Map<number, Waiting>();
  #cancelling = false;
  #alive = true;
  #nextId = 0;
  /** Settles when the process has ended. */
  readonly ended: Promise<void>;

  constructor(process: WorkerProcess, tell: (progress: Progress) => void, log: (error: unknown) => void) {
    this.#process = process;
    this.#log = log;
    process.onMessage((message) => this.#receive(message as FromTeacher, tell));
    this.ended = new Promise((resolve) => {
      process.onExit((code) => {
        this.#died(code);
        resolve();
      });
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** @throws AppFailure as what was asked for does, 'cancelled', or 'worker-died' */
  async ask<Name extends TeachAskName>(name: Name, input: TeachAsks[Name]['input']): Promise<TeachAsks[Name]['result']> {
    if (!this.#alive) throw died();
    const id = this.#nextId++;
    const result = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#post({ kind: 'teach-ask', id, name, input });
    // The process answers with the result of what that name stands for.
    return (await result) as TeachAsks[Name]['result'];
  }

  steer(steer: TeachSteer): void {
    this.#post({ kind: 'teach-steer', ...steer });
  }

  /** Asks it to stop; after `graceMs` its process is ended, so that nothing runs on. */
  cancel(graceMs: number): void {
    if (this.#waiting.size === 0) return;
    this.#cancelling = true;
    const asked = new Set(this.#waiting.keys());
    this.#post({ kind: 'teach-cancel' });
    setTimeout(() => {
      if ([...this.#waiting.keys()].some((id) => asked.has(id))) this.#process.kill();
    }, graceMs).unref();
  }

  kill(): void {
    this.#cancelling = true;
    this.#process.kill();
  }

  #post(message: ToTeacher): void {
    if (this.#alive) this.#process.post(message);
  }

  #receive(message: FromTeacher, tell: (progress: Progress) => void): void {
    switch (message.kind) {
      case 'teach-progress':
      case 'teach-report':
        tell(message);
        return;
      case 'teach-answered':
        this.#take(message.id)?.resolve(message.result);
        return;
      case 'teach-refused':
        this.#take(message.id)?.reject(message.code === 'internal' ? new Error(message.message) : new AppFailure(message.code, message.message));
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#cancelling = false;
    return waiting;
  }

  #died(code: number | null): void {
    this.#alive = false;
    if (this.#waiting.size > 0 && !this.#cancelling) this.#log(new Error(`The process that teaches ended with code ${code}.`));
    for (const { reject } of this.#waiting.values()) reject(this.#cancelling ? new AppFailure('cancelled', 'Stopped before it was finished.') : died());
    this.#waiting.clear();
  }
}

function died(): AppFailure {
  return new AppFailure('worker-died', 'The part of Heirloom that teaches stopped unexpectedly; what was saved is still there. Start it again.');
}
