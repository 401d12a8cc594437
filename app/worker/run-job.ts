import { setImmediate as breathe } from 'node:timers/promises';
import { throwIfCancelled } from '../../models/cancel.ts';
import { AppFailure } from '../../models/failure.ts';
import { type PhotoFile, readPhoto, writePhoto } from '../../models/node/photo-file.ts';
import type { RestoreProgress } from '../../models/tasks/restore.ts';
import { LoadedModel } from './loaded-model.ts';
import type { FromWorker, JobOrder } from './messages.ts';
import { Previews } from './previews.ts';
import { restoreStep } from './restore-step.ts';

/** Runs jobs, one at a time; the model of the last one stays in memory for the next. */
export class JobRunner {
  readonly #send: (message: FromWorker) => void;
  readonly #model = new LoadedModel();
  #running: { readonly id: string; readonly cancel: AbortController } | undefined;

  constructor(send: (message: FromWorker) => void) {
    this.#send = send;
  }

  /** Never throws: how it ended is sent. */
  async run(order: JobOrder): Promise<void> {
    const cancel = new AbortController();
    this.#running = { id: order.id, cancel };
    try {
      await this.#restore(order, cancel.signal);
      this.#send({ kind: 'done', job: order.id });
    } catch (error) {
      this.#send(endOf(order, error, cancel.signal));
    } finally {
      this.#running = undefined;
    }
  }

  cancel(job: string): void {
    if (this.#running?.id === job) this.#running.cancel.abort();
  }

  async #restore(order: JobOrder, signal: AbortSignal): Promise<void> {
    const job = order.id;
    const told = new Set<string>();
    const note = (sentence: string): void => {
      if (!told.has(sentence)) this.#send({ kind: 'note', job, sentence });
      told.add(sentence);
    };
    const [file, restorer] = await Promise.all([readPhoto(order.source), this.#model.open(order.model, order.machine)]);
    for (const sentence of file.notes) note(sentence);
    note(restorer.network.device.sentence);
    const restore = await restoreStep(order.step, file, order.stamps);
    const previews = new Previews((seed, picture) => this.#send({ kind: 'preview', job, seed, picture }));
    for (const [i, { seed, output }] of order.results.entries()) {
      const steps = restore(restorer, { seed, signal });
      const result = await this.#follow(steps, signal, (progress) => {
        this.#send({ kind: 'progress', job, done: i * progress.of + progress.done, of: order.results.length * progress.of });
        previews.offer(seed, progress.preview);
      });
      await writePhoto(output, { ...result, notes: [] });
      throwIfCancelled(signal);
      // It may be another one by now.
      note(restorer.network.device.sentence);
      const { width, height } = result.photo;
      this.#send({ kind: 'result', job, seed, width, height });
    }
  }

  async #follow(
    steps: AsyncGenerator<RestoreProgress, PhotoFile>,
    signal: AbortSignal,
    tell: (progress: RestoreProgress) => void,
  ): Promise<PhotoFile> {
    for (;;) {
      // A loop that never lets the process listen would never hear of a cancel.
      await breathe();
      throwIfCancelled(signal);
      const turn = await steps.next();
      if (turn.done === true) return turn.value;
      tell(turn.value);
    }
  }
}

function endOf({ id, source, name }: JobOrder, error: unknown, signal: AbortSignal): FromWorker {
  // What breaks once a job is cancelled is no failure of the photo.
  if (signal.aborted) return { kind: 'cancelled', job: id };
  if (error instanceof AppFailure) {
    if (error.code === 'cancelled') return { kind: 'cancelled', job: id };
    return { kind: 'failed', job: id, code: error.code, message: error.message.replaceAll(source, name) };
  }
  return { kind: 'failed', job: id, code: 'internal', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
