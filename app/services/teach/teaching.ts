import { basename, join } from 'node:path';
import type * as v from 'valibot';
import type { ModelView } from '../../contract/models.ts';
import type { chooseGoal, CropView, keepTeaching, RecipeDetails, RecipeView, steerTeaching, TeachId, TeachView } from '../../contract/teach.ts';
import type { Host, Picture } from '../../host.ts';
import { AppFailure } from '../../../models/failure.ts';
import { useModelFor } from '../../../models/node/model-uses.ts';
import type { TeachAsks } from '../../worker/teach/messages.ts';
import type { Emit } from '../emit.ts';
import type { JobQueue } from '../job-queue.ts';
import type { Models } from '../models.ts';
import { TeachRun } from './teach-run.ts';
import { foldersOf, TeachUploads } from './teach-sources.ts';
import { teachPicture } from './teach-pictures.ts';
import { TeacherLine } from './teacher-line.ts';
import { Teachings } from './teachings.ts';

interface Parts {
  readonly host: Host;
  readonly jobs: JobQueue;
  readonly models: Models;
  /** Where uploaded photos lie that are open to be restored. */
  readonly photos: string;
  readonly emit: Emit;
  readonly log: (error: unknown) => void;
}

type Work = NonNullable<TeachView['work']>['kind'];

/** Teaching a model on a person's own photos, from photos to a kept model: one at a time, in a process of its own. */
export class Teaching {
  readonly #parts: Parts;
  readonly #teachings: Teachings;
  readonly #uploads: TeachUploads;
  readonly #line: TeacherLine;
  readonly #run: TeachRun;

  private constructor(parts: Parts, teachings: Teachings, uploads: TeachUploads) {
    this.#parts = parts;
    this.#teachings = teachings;
    this.#uploads = uploads;
    const sessions = join(teachings.folder, 'sessions');
    this.#line = new TeacherLine({ start: () => parts.host.startWorker(), sessions, teachings, log: parts.log });
    this.#run = new TeachRun({ line: this.#line, teachings, jobs: parts.jobs, power: parts.host.power, log: parts.log });
  }

  /** @throws AppFailure 'output-unwritable' or 'disk-full' if the folder cannot be made */
  static async open(folder: string, parts: Parts): Promise<Teaching> {
    const teachings = await Teachings.open(folder, parts.emit, parts.log);
    return new Teaching(parts, teachings, new TeachUploads(join(folder, 'uploads')));
  }

  list(): readonly TeachView[] {
    return this.#teachings.list();
  }

  async begin(): Promise<TeachView> {
    return this.#teachings.begin();
  }

  async openOne(id: TeachId): Promise<TeachView> {
    const view = this.#teachings.view(id);
    // Before there are photos there is nothing to open.
    if (view.summary !== null) await this.#line.use(id);
    return this.#teachings.view(id);
  }

  async choose(id: TeachId, what: 'folder' | 'files'): Promise<TeachView> {
    this.#refuseOncePlanned(id);
    const { dialogs } = this.#parts.host;
    return this.addPaths(id, what === 'folder' ? await (dialogs.chooseFolders?.() ?? []) : await dialogs.choosePhotos());
  }

  /** @throws AppFailure 'id-unknown', 'busy' */
  async addPaths(id: TeachId, paths: readonly string[]): Promise<TeachView> {
    this.#refuseOncePlanned(id);
    const all = [...new Set([...this.#teachings.paths(id), ...paths])];
    return this.#teachings.change(id, { sources: all.map((path) => basename(path)), failure: null }, all);
  }

  /** Takes over the file at `path`. @throws AppFailure 'id-unknown', 'busy', 'disk-full', 'output-unwritable' */
  async addUpload(id: TeachId, name: string, path: string): Promise<TeachView> {
    this.#refuseOncePlanned(id);
    const { uploads } = this.#teachings.view(id);
    // Counted before it lies there: of two at once each has a number of its own.
    this.#teachings.show(id, { uploads: uploads + 1, failure: null });
    await this.#uploads.take(id, uploads, name, path);
    return this.#teachings.change(id, {});
  }

  async forgetSources(id: TeachId): Promise<TeachView> {
    this.#refuseOncePlanned(id);
    await this.#uploads.forget(id);
    return this.#teachings.change(id, { sources: [], uploads: 0, failure: null }, []);
  }

  async survey(id: TeachId): Promise<TeachView> {
    this.#refuseOncePlanned(id);
    const sources = [...this.#teachings.paths(id), ...(this.#teachings.view(id).uploads > 0 ? [this.#uploads.of(id)] : [])];
    if (sources.length === 0) throw new AppFailure('folder-empty', 'Choose photos first: a folder, or some files.');
    return this.#work(id, 'survey', async () => {
      const state = await this.#line.ask(id, 'survey', { sources });
      await this.#teachings.change(id, { ...state, goal: null, timing: null });
    });
  }

  async setGoal(id: TeachId, { task, base, framing }: Omit<v.InferOutput<typeof chooseGoal>, 'teaching'>): Promise<TeachView> {
    this.#refuseOncePlanned(id);
    const model = await this.#parts.models.choose(task, null).catch((error: unknown) => {
      if (base === null) throw error;
      return undefined;
    });
    const named = base === null ? undefined : await this.#parts.models.folderOf(base);
    if (base !== null && named === undefined) throw new AppFailure('model-unknown', 'That model is not there any more: choose another one.');
    const choice = {
      task,
      base: named ?? (model as NonNullable<typeof model>).folder,
      framing: framing ?? undefined,
      ...(named === undefined && model?.faces !== undefined ? { faces: model.faces.folder } : {}),
    };
    const { state, refusal } = await this.#line.ask(id, 'goal', choice);
    const goal = state.goal === null ? null : { ...state.goal, refusal };
    return this.#teachings.change(id, { ...state, goal, timing: null, failure: null });
  }

  async crops(id: TeachId): Promise<readonly CropView[]> {
    return this.#line.ask(id, 'crops', null);
  }

  async changeCrop(id: TeachId, change: TeachAsks['changeCrop']['input']): Promise<CropView> {
    const { crop, state } = await this.#line.ask(id, 'changeCrop', change);
    const { crops, split } = state;
    await this.#teachings.change(id, { crops, split, timing: null });
    return crop;
  }

  async prepare(id: TeachId): Promise<TeachView> {
    this.#refuseOncePlanned(id);
    return this.#work(id, 'cut', async () => {
      const { notes, split } = await this.#line.ask(id, 'cut', null);
      await this.#teachings.change(id, { notes, split, work: { kind: 'time', done: 0, of: 0 } });
      await this.#teachings.change(id, { timing: await this.#line.ask(id, 'time', null) });
    });
  }

  async cancel(id: TeachId): Promise<TeachView> {
    if (this.#teachings.view(id).work !== null) this.#line.cancel(id, workGraceMs);
    return this.#teachings.view(id);
  }

  async propose(id: TeachId, minutes: number): Promise<RecipeView> {
    return this.#line.ask(id, 'propose', { minutes, ...this.#timing(id) });
  }

  async start(id: TeachId, minutes: number, details: RecipeDetails): Promise<TeachView> {
    this.#refuseOncePlanned(id);
    const { recipe } = await this.#line.ask(id, 'plan', { minutes, details, ...this.#timing(id) });
    // From here on no photo is read any more.
    await this.#uploads.forget(id);
    await this.#teachings.change(id, { recipe, uploads: 0, verdict: null, kept: null, run: null });
    return this.#teach(id);
  }

  async pause(id: TeachId): Promise<TeachView> {
    await this.#run.pause(id);
    return this.#teachings.view(id);
  }

  async resume(id: TeachId): Promise<TeachView> {
    if (this.#teachings.view(id).recipe === null) throw new AppFailure('id-unknown', 'Plan first how long to teach.');
    return this.#teach(id);
  }

  async steer(id: TeachId, change: Omit<v.InferOutput<typeof steerTeaching>, 'teaching'>): Promise<TeachView> {
    const { speed, pauseOnBattery } = this.#teachings.view(id);
    await this.#teachings.change(id, { speed: change.speed ?? speed, pauseOnBattery: change.pauseOnBattery ?? pauseOnBattery });
    this.#run.steer();
    return this.#teachings.view(id);
  }

  async judge(id: TeachId, share: number | null): Promise<TeachView> {
    await this.#run.pause(id);
    return this.#work(id, 'judge', async () => {
      const judged = await this.#line.ask(id, 'judge', { share });
      await this.#teachings.change(id, { verdict: { ...judged, round: Date.now() } });
    });
  }

  /** Teaches so many minutes longer. */
  async goOn(id: TeachId, minutes: number): Promise<TeachView> {
    const { recipe, run } = this.#teachings.view(id);
    if (recipe === null || run === null) throw new AppFailure('id-unknown', 'Nothing was taught yet.');
    const { secondsPerStep } = this.#timing(id);
    const more = Math.max(1, Math.round((60 * minutes) / secondsPerStep));
    const state = await this.#line.ask(id, 'extend', { steps: Math.max(run.step, 1) + more });
    await this.#teachings.change(id, { recipe: state.recipe, verdict: null });
    return this.#teach(id);
  }

  async keep(id: TeachId, { title, share, picture, useFor }: Omit<v.InferOutput<typeof keepTeaching>, 'teaching'>): Promise<ModelView> {
    const { models, photos } = this.#parts;
    const { own, others } = models.folders;
    const { model } = await this.#line.ask(id, 'keep', { title, share, models: own, others, picture });
    const folders = useFor === 'nothing' ? [] : useFor === 'uploads' ? [photos] : await foldersOf(this.#teachings.paths(id));
    for (const folder of folders) await useModelFor(own, folder, model);
    await this.#teachings.change(id, { kept: model });
    return models.told(model);
  }

  /** Whatever it does, it stops. */
  async discard(id: TeachId): Promise<void> {
    await this.#run.pause(id);
    await this.#line.ask(id, 'discard', null);
    this.#line.leave(id);
    await this.#uploads.forget(id);
    await this.#teachings.end(id);
  }

  async emptyCache(id: TeachId): Promise<TeachView> {
    await this.#run.pause(id);
    const { split } = await this.#line.ask(id, 'emptyCache', null);
    await this.#uploads.forget(id);
    return this.#teachings.change(id, { split, uploads: 0 });
  }

  /** @returns null if there is none at this place */
  async picture(place: string): Promise<Picture | null> {
    return teachPicture(place, this.#line.sessions, async (model) => this.#parts.models.folderOf(model));
  }

  /** A job began or ended: they take turns. */
  jobsChanged(): void {
    this.#run.steer();
  }

  /** What is taught is saved, if that does not take long. */
  async close(): Promise<void> {
    await this.#run.close();
    this.#line.close();
    await this.#teachings.settled();
  }

  async #teach(id: TeachId): Promise<TeachView> {
    if (this.#teachings.view(id).work !== null) throw busy();
    await this.#line.use(id);
    await this.#teachings.change(id, { failure: null, verdict: null });
    this.#run.start(id, () => {
      // After a night the verdict is there in the morning.
      this.judge(id, null).catch(this.#parts.log);
    });
    return this.#teachings.view(id);
  }

  /** Begins long work and returns; its failure is written into the view. */
  async #work(id: TeachId, kind: Work, work: () => Promise<void>): Promise<TeachView> {
    const { work: other, run } = this.#teachings.view(id);
    if (other !== null || run?.state === 'running') throw busy();
    this.#teachings.show(id, { work: { kind, done: 0, of: 0 }, failure: null });
    void work().then(
      () => this.#ended(id, {}),
      (error: unknown) => this.#ended(id, error instanceof AppFailure && error.code === 'cancelled' ? {} : { failure: this.#failureOf(id, error) }),
    );
    return Promise.resolve(this.#teachings.view(id));
  }

  #ended(id: TeachId, change: Partial<TeachView>): void {
    this.#teachings.show(id, { work: null, ...change });
    this.#teachings.change(id, {}).catch(this.#parts.log);
  }

  #failureOf(id: TeachId, error: unknown): NonNullable<TeachView['failure']> {
    if (!(error instanceof AppFailure)) {
      this.#parts.log(error);
      return { code: 'internal', message: 'Something went wrong inside Heirloom; your photos are untouched. Try again.' };
    }
    const paths = [...this.#teachings.paths(id), this.#uploads.of(id)];
    return { code: error.code, message: paths.reduce((sentence, path) => sentence.replaceAll(path, basename(path)), error.message) };
  }

  #timing(id: TeachId): { readonly secondsPerStep: number; readonly secondsPerLook: number } {
    const { timing } = this.#teachings.view(id);
    if (timing === null) throw new AppFailure('id-unknown', 'How long a step takes was not measured yet: prepare the pictures first.');
    return { secondsPerStep: timing.secondsPerStep, secondsPerLook: timing.secondsPerLook };
  }

  /** Once it is planned, a teaching's photos and goal stay. */
  #refuseOncePlanned(id: TeachId): void {
    if (this.#teachings.view(id).recipe === null) return;
    throw new AppFailure('busy', 'These photos are being taught already: begin anew to teach others, or something else.');
  }
}

function busy(): AppFailure {
  return new AppFailure('busy', 'Heirloom is still busy with these photos: wait, or stop that first.');
}

/** Long work that is cancelled has this long to stop by itself, so that idle is never more than a second away. */
const workGraceMs = 600;

