import type { WorkerProcess } from '../host.ts';
import { AppFailure, type FailureCode } from '../../models/failure.ts';
import type { ErrandInput, ErrandName, ErrandResult } from './errands.ts';
import type { FromWorker, JobMessage, JobOrder, ToWorker } from './messages.ts';

/** A cancelled job has this long to stop by itself; then its process is ended, so that idle is never more than a second away. */
const cancelGraceMs = 400;

/** The application's side of a worker process, which is started when it is first needed and anew after it died. */
export class WorkerHost {
  readonly #start: () => WorkerProcess;
  readonly #log: (error: unknown) => void;
  readonly #errands = new Map<number, { readonly resolve: (result: unknown) => void; readonly reject: (error: unknown) => void }>();
  #process: WorkerProcess | undefined;
  #job: { readonly id: string; readonly tell: (message: JobMessage) => void; cancelled: boolean } | undefined;
  #nextErrand = 0;

  constructor(start: () => WorkerProcess, log: (error: unknown) => void) {
    this.#start = start;
    this.#log = log;
  }

  /** @param tell hears of the job until done, cancelled or failed, exactly one of which comes */
  run(order: JobOrder, tell: (message: JobMessage) => void): void {
    if (this.#job !== undefined) throw new RangeError('One job at a time.');
    this.#job = { id: order.id, tell, cancelled: false };
    this.#post({ kind: 'run', order });
  }

  cancel(job: string): void {
    if (this.#job?.id !== job || this.#job.cancelled) return;
    this.#job.cancelled = true;
    this.#post({ kind: 'cancel', job });
    const busy = this.#process;
    setTimeout(() => {
      if (this.#job?.id === job && this.#process === busy) busy?.kill();
    }, cancelGraceMs);
  }

  /** @throws AppFailure as the errand does, or 'worker-died' */
  async errand<Name extends ErrandName>(name: Name, input: ErrandInput<Name>): Promise<ErrandResult<Name>> {
    const id = this.#nextErrand++;
    const result = new Promise<unknown>((resolve, reject) => this.#errands.set(id, { resolve, reject }));
    this.#post({ kind: 'errand', id, name, input });
    // The worker answers an errand with the result of the function of that name.
    return (await result) as ErrandResult<Name>;
  }

  /** Starts the process before it is needed: that takes a second or more. */
  warm(): void {
    this.#process ??= this.#open();
  }

  /** Ends the process, whatever it is doing: a job fails as if it had died, errands are refused with 'cancelled'. */
  stop(): void {
    this.#refuseErrands(new AppFailure('cancelled', 'Stopped before it was finished.'));
    this.#process?.kill();
  }

  #post(message: ToWorker): void {
    this.#process ??= this.#open();
    this.#process.post(message);
  }

  #open(): WorkerProcess {
    const process = this.#start();
    process.onMessage((message) => {
      if (this.#process === process) this.#receive(message as FromWorker);
    });
    process.onExit((code) => {
      if (this.#process === process) this.#died(code);
    });
    return process;
  }

  #receive(message: FromWorker): void {
    if (message.kind === 'answered' || message.kind === 'refused') {
      const waiting = this.#errands.get(message.id);
      this.#errands.delete(message.id);
      if (message.kind === 'answered') waiting?.resolve(message.result);
      else waiting?.reject(failureOf(message.code, message.message));
      return;
    }
    const job = this.#job;
    if (job?.id !== message.job) return;
    const ends = message.kind === 'done' || message.kind === 'cancelled' || message.kind === 'failed';
    if (ends) this.#job = undefined;
    if (message.kind === 'failed' && message.code === 'internal') this.#log(new Error(message.message));
    job.tell(message);
  }

  #died(code: number | null): void {
    this.#process = undefined;
    const job = this.#job;
    this.#job = undefined;
    const failure = new AppFailure('worker-died', 'The part of Heirloom that computes stopped unexpectedly; your photos are untouched. Start it again.');
    if (job !== undefined) {
      if (!job.cancelled) this.#log(new Error(`The worker ended with code ${code} in the middle of a job.`));
      job.tell(job.cancelled ? { kind: 'cancelled', job: job.id } : { kind: 'failed', job: job.id, code: failure.code, message: failure.message });
    }
    this.#refuseErrands(failure);
  }

  #refuseErrands(failure: AppFailure): void {
    for (const { reject } of this.#errands.values()) reject(failure);
    this.#errands.clear();
  }
}

function failureOf(code: FailureCode | 'internal', message: string): Error {
  return code === 'internal' ? new Error(message) : new AppFailure(code, message);
}
