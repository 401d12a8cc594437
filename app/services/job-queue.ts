import type { JobId, JobView, startJob } from '../contract/job.ts';
import type { PhotoId } from '../contract/photos.ts';
import type * as v from 'valibot';
import { AppFailure } from '../../models/failure.ts';
import type { JobMachine, JobMessage } from '../worker/messages.ts';
import type { WorkerHost } from '../worker/worker-host.ts';
import type { Emit } from './emit.ts';
import { newId } from './new-id.ts';
import { planJob, type PlannedJob } from './plan-job.ts';
import type { Models } from './models.ts';
import type { PhotoLibrary } from './photo-library.ts';

export type JobRequest = v.InferOutput<typeof startJob>;

/** How a job ended. */
export type JobEnd = JobView & { readonly state: 'done' | 'cancelled' | 'failed' };

/** Ended jobs that a window may still ask for. */
const endedKept = 50;

interface Job {
  view: JobView;
  readonly request: JobRequest;
  readonly machine: JobMachine;
  planned: PlannedJob | undefined;
  /** It was asked to stop while its model was still being chosen. */
  cancelled: boolean;
  startedMs: number;
  /** Versions are registered one after the other; the end waits for them. */
  registering: Promise<void>;
  readonly ended: Promise<JobEnd>;
  readonly resolveEnd: (end: JobEnd) => void;
}

/** Jobs, one running, the others waiting in order. */
export class JobQueue {
  readonly #library: PhotoLibrary;
  readonly #models: Models;
  readonly #worker: WorkerHost;
  readonly #emit: Emit;
  readonly #log: (error: unknown) => void;
  readonly #jobs = new Map<JobId, Job>();
  #running: Job | undefined;

  constructor(parts: { library: PhotoLibrary; models: Models; worker: WorkerHost; emit: Emit; log: (error: unknown) => void }) {
    this.#library = parts.library;
    this.#models = parts.models;
    this.#worker = parts.worker;
    this.#emit = parts.emit;
    this.#log = parts.log;
  }

  list(): readonly JobView[] {
    return [...this.#jobs.values()].map(({ view }) => view);
  }

  /** @throws AppFailure 'photo-closed', 'id-unknown' */
  start(request: JobRequest, { engine, device }: JobMachine): JobView {
    this.#library.find(request.photo).pathOf(request.version);
    const view: JobView = {
      id: newId() as JobId,
      photo: request.photo,
      task: request.step.task,
      state: 'queued',
      done: 0,
      of: 0,
      versions: [],
      failure: null,
      notes: [],
      secondsLeft: null,
    };
    let resolveEnd: Job['resolveEnd'] = () => undefined;
    const ended = new Promise<JobEnd>((resolve) => {
      resolveEnd = resolve;
    });
    const fresh = { planned: undefined, cancelled: false, startedMs: 0, registering: Promise.resolve() };
    const job: Job = { view, request, machine: { engine, device }, ...fresh, ended, resolveEnd };
    this.#jobs.set(view.id, job);
    this.#emit('jobs.changed', view);
    this.#next();
    return job.view;
  }

  /** Resolves when the job has ended, however it did. @throws AppFailure 'id-unknown' */
  async ended(id: JobId): Promise<JobEnd> {
    return this.#find(id).ended;
  }

  /** What has ended already stays as it is. @throws AppFailure 'id-unknown' */
  cancel(id: JobId): void {
    const job = this.#find(id);
    if (job.view.state === 'queued') this.#end(job, { state: 'cancelled' });
    else if (job.planned === undefined) job.cancelled = true;
    else if (job.view.state === 'running') this.#worker.cancel(id);
  }

  /** Of a photo that is closed: nobody would see its results. */
  cancelOf(photo: PhotoId): void {
    for (const { view } of [...this.#jobs.values()]) if (view.photo === photo) this.cancel(view.id);
  }

  async cancelAll(): Promise<void> {
    const open = [...this.#jobs.values()].filter(({ view }) => view.state === 'queued' || view.state === 'running').toReversed();
    for (const { view } of open) this.cancel(view.id);
    await Promise.all(open.map(async (job) => job.ended));
  }

  #find(id: JobId): Job {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new AppFailure('id-unknown', 'This work ended a while ago and is not listed any more.');
    return job;
  }

  #next(): void {
    if (this.#running !== undefined) return;
    const job = [...this.#jobs.values()].find(({ view }) => view.state === 'queued');
    if (job === undefined) return;
    this.#running = job;
    this.#change(job, { state: 'running' });
    this.#run(job).catch(this.#log);
  }

  async #run(job: Job): Promise<void> {
    try {
      const { photo } = job.view;
      const planned = await planJob(job.view.id, job.request, job.machine, this.#library.find(photo), this.#models);
      if (job.cancelled) {
        this.#end(job, { state: 'cancelled' });
        return;
      }
      job.planned = planned;
      if (planned.note !== undefined) this.#change(job, { notes: [planned.note] });
      job.startedMs = performance.now();
      this.#worker.run(planned.order, (message) => this.#hear(job, message));
    } catch (error) {
      if (job.cancelled) this.#end(job, { state: 'cancelled' });
      else this.#fail(job, error);
    }
  }

  #hear(job: Job, message: JobMessage): void {
    switch (message.kind) {
      case 'note':
        this.#change(job, { notes: [...job.view.notes, message.sentence] });
        return;
      case 'progress':
        this.#change(job, { done: message.done, of: message.of, secondsLeft: secondsLeft(job, message) });
        return;
      case 'preview':
        this.#emit('jobs.preview', { job: job.view.id, photo: job.view.photo, seed: message.seed, picture: message.picture });
        return;
      case 'result':
        job.registering = job.registering.then(async () => this.#register(job, message));
        return;
      case 'done':
      case 'cancelled':
        void job.registering.then(() => this.#end(job, { state: message.kind }), (error: unknown) => this.#fail(job, error));
        return;
      case 'failed':
        this.#end(job, { state: 'failed', failure: failureFor(message) });
    }
  }

  async #register(job: Job, { seed, width, height }: JobMessage & { kind: 'result' }): Promise<void> {
    const version = job.planned?.versions.find((other) => other.seed === seed);
    if (version === undefined) return;
    await this.#library.addVersion(job.view.photo, { ...version, width, height, madeMs: Date.now() });
    this.#change(job, { versions: [...job.view.versions, version.id] });
  }

  #fail(job: Job, error: unknown): void {
    if (!(error instanceof AppFailure)) this.#log(error);
    this.#end(job, { state: 'failed', failure: failureFor(error instanceof AppFailure ? error : { code: 'internal', message: '' }) });
  }

  #end(job: Job, end: { readonly state: JobEnd['state']; readonly failure?: JobView['failure'] }): void {
    if (job.view.state !== 'queued' && job.view.state !== 'running') return;
    this.#change(job, { ...end, secondsLeft: null });
    // Windows learn of a file that has gone, or is back; a photo that was closed meanwhile needs it no more.
    this.#library.lookAgain(job.view.photo).catch((error: unknown) => {
      if (!(error instanceof AppFailure)) this.#log(error);
    });
    // What was planned and not made is forgotten.
    if (this.#library.isOpen(job.view.photo)) this.#library.find(job.view.photo).unplan(job.view.id).catch(this.#log);
    job.resolveEnd(job.view as JobEnd);
    if (this.#running === job) this.#running = undefined;
    const ended = [...this.#jobs.values()].filter(({ view }) => !['queued', 'running'].includes(view.state));
    for (const { view } of ended.slice(0, -endedKept)) this.#jobs.delete(view.id);
    this.#next();
  }

  #change(job: Job, change: Partial<JobView>): void {
    job.view = { ...job.view, ...change };
    this.#emit('jobs.changed', job.view);
  }
}

function secondsLeft({ startedMs }: Job, { done, of }: { readonly done: number; readonly of: number }): number | null {
  if (done === 0) return null;
  const perCallMs = (performance.now() - startedMs) / done;
  return Math.ceil((perCallMs * (of - done)) / 1000);
}

function failureFor({ code, message }: { readonly code: string; readonly message: string }): { code: string; message: string } {
  if (code !== 'internal') return { code, message };
  return { code, message: 'Something went wrong inside Heirloom while it worked on this photo; the photo is untouched. Try again.' };
}
