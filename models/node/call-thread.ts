import type { Worker } from 'node:worker_threads';
import { AppFailure } from '../failure.ts';
import { busyFlags, releaseFlags } from './busy.ts';
import type { AnswerMessage, CallMessage, CallStart } from './call-messages.ts';
import { startThread } from './own-file.ts';

interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (failure: AppFailure) => void;
}

/** A thread that answers calls one after another (its file calls `answerCalls`), while this thread stays free. */
export class CallThread<Start, Ready, Call, Result> {
  /** @throws AppFailure as the thread's start does, or 'engine-failed' if it ends before */
  readonly ready: Promise<Ready>;
  readonly #worker: Worker;
  readonly #calls = new Map<number, Waiting<Result>>();
  readonly #exit: Promise<void>;
  #start: Waiting<Ready> | undefined;
  #nextId = 0;
  #ended: AppFailure | undefined;

  /** @param start handed to the file's `answerCalls` */
  constructor(file: URL, start: Start) {
    const flags = busyFlags();
    this.#worker = startThread(file, { workerData: { start, flags } satisfies CallStart<Start> });
    this.ready = new Promise((resolve, reject) => {
      this.#start = { resolve, reject };
    });
    this.#worker.on('message', (message: AnswerMessage<Ready, Result>) => this.#receive(message));
    this.#worker.on('error', (cause) => this.#end(cause));
    this.#exit = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        releaseFlags(flags);
        this.#end(new Error(`The thread ended with code ${code}.`));
        resolve();
      });
    });
  }

  /**
   * @param moved memory that goes over to the thread instead of being copied
   * @throws AppFailure as the thread's answer does, or 'engine-failed' once the thread has ended
   */
  async call(call: Call, moved: readonly ArrayBuffer[] = []): Promise<Result> {
    if (this.#ended !== undefined) throw this.#ended;
    const id = this.#nextId++;
    const result = new Promise<Result>((resolve, reject) => this.#calls.set(id, { resolve, reject }));
    this.#worker.ref();
    this.#worker.postMessage({ kind: 'call', id, call } satisfies CallMessage<Call>, moved);
    return result;
  }

  /** Waits for calls that run. */
  async close(): Promise<void> {
    this.#worker.ref();
    this.#worker.postMessage({ kind: 'close' } satisfies CallMessage<Call>);
    await this.#exit;
  }

  #receive(message: AnswerMessage<Ready, Result>): void {
    if (message.kind === 'ready') {
      this.#start?.resolve(message.ready);
    } else if (message.kind === 'result') {
      this.#take(message.id)?.resolve(message.result);
    } else {
      const waiting = message.id === undefined ? this.#start : this.#take(message.id);
      waiting?.reject(new AppFailure(message.code, message.sentence, { cause: message.cause }));
    }
    // An idle thread alone does not keep the program running.
    if (this.#calls.size === 0) this.#worker.unref();
  }

  #take(id: number): Waiting<Result> | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }

  /** Whatever still waits learns that nothing will come. */
  #end(cause: unknown): void {
    this.#ended ??= new AppFailure('engine-failed', 'The restoration engine stopped; start again, with --device cpu if it stops again.', { cause });
    this.#start?.reject(this.#ended);
    for (const id of [...this.#calls.keys()]) this.#take(id)?.reject(this.#ended);
  }
}
