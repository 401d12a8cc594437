import type { Input } from '../../app/contract.ts';
import type { JobPreview, JobView, Step, TaskName } from '../../app/contract/job.ts';
import type { Mark } from '../../app/contract/marks.ts';
import type { PhotoView, VersionId, VersionView } from '../../app/contract/photos.ts';
import type { ChangeReport } from '../../app/contract/save.ts';
import type { Settings } from '../../app/contract/settings.ts';
import type { Size, View } from '../canvas/geometry.ts';
import { begin, record, redo, undo, type History } from '../mask/history.ts';
import { marksSomething, noEdits, wantThere, type Edits } from './edits.ts';
import { findVersion, freshSeeds, isFilled, siblings, sizeOf } from './versions.ts';

export type Stage = 'choose' | 'prepare' | 'working' | 'result' | 'mix';
export type Compare = 'none' | 'slider' | 'side';

export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** One open photo and what the window knows of the work on it. The photo itself and its versions belong to the application. */
export class PhotoDocument {
  photo = $state.raw<PhotoView>() as PhotoView;
  stage = $state<Stage>('choose');
  task = $state<TaskName>('colorize');
  /** What the next job begins with; null: the photo as it was opened. */
  base = $state.raw<VersionId | null>(null);
  edits = $state.raw<History<Edits>>(begin(noEdits));
  margins = $state.raw<Margins>({ left: 0, right: 0, top: 0, bottom: 0 });
  intensity = $state(1);
  model = $state<string | null>(null);
  job = $state.raw<JobView | null>(null);
  stopping = $state(false);
  preview = $state.raw<JobPreview | null>(null);
  /** Why the last job did not work; one sentence. */
  failure = $state<string | null>(null);
  /** An answer worth reading that is no failure. */
  remark = $state<string | null>(null);
  finding = $state(false);
  change = $state.raw<{ readonly version: VersionId; readonly report: ChangeReport | null } | null>(null);
  changesShown = $state(false);
  compare = $state<Compare>('slider');
  /** Where the line between before and after stands, as a share of the canvas. */
  line = $state(0.5);
  holding = $state(false);
  /** While suggestions are mixed: the one that the brush paints; null paints the ground back. */
  mixWith = $state.raw<VersionId | null>(null);
  view = $state.raw<View | null>(null);
  /** Marks were made here that the application does not have yet. */
  unkept = false;

  constructor(photo: PhotoView) {
    this.photo = photo;
    this.base = photo.shown;
    this.edits = begin({ ...noEdits, marks: photo.marks });
    const shown = findVersion(photo, photo.shown);
    if (photo.marks.length > 0 && !isFilled(shown, photo.marks)) {
      this.stage = 'prepare';
      this.task = 'inpaint';
    } else if (shown !== null) this.stage = 'result';
  }

  /** The application tells how the photo is now. What another window has marked meanwhile is a step here, which Undo takes back. */
  take(photo: PhotoView, window: string): void {
    const { times, by } = photo.marked;
    const elsewhere = by !== null && by !== window && times !== this.photo.marked.times;
    this.photo = photo;
    if (elsewhere && !this.unkept) this.record({ marks: photo.marks });
  }

  /** A person has opened it just now: what was made of it is offered, and so is everything else. */
  welcome(): void {
    this.stage = 'choose';
    this.base = null;
  }

  get shown(): VersionView | null {
    return findVersion(this.photo, this.photo.shown);
  }

  /** Which version the canvas has. */
  get displayed(): VersionId | null {
    return this.stage === 'result' || this.stage === 'mix' ? this.photo.shown : this.base;
  }

  get size(): Size {
    return sizeOf(this.photo, this.displayed);
  }

  /** The slider stands elsewhere than the shown version's colours. */
  get strengthMoved(): boolean {
    const step = this.shown?.step;
    return step?.task === 'colorize' && Math.abs(this.intensity - step.intensity) > 0.01;
  }

  get suggestions(): readonly VersionView[] {
    return this.shown === null ? [] : siblings(this.photo, this.shown);
  }

  get busy(): boolean {
    return this.job !== null && (this.job.state === 'queued' || this.job.state === 'running');
  }

  get marks(): readonly Mark[] {
    return this.edits.now.marks;
  }

  get paints(): boolean {
    return (this.stage === 'prepare' && this.task === 'inpaint') || this.stage === 'mix';
  }

  get dots(): boolean {
    return this.stage === 'prepare' && this.task === 'colorize';
  }

  choose(task: TaskName): void {
    this.task = task;
    this.stage = 'prepare';
    this.failure = null;
    this.remark = null;
    if (task === 'uncrop' && this.margins.left + this.margins.right + this.margins.top + this.margins.bottom === 0) this.#widenAQuarter();
  }

  /** The next step builds on what is shown. */
  goOn(): void {
    this.base = this.photo.shown;
    this.edits = begin(noEdits);
    this.stage = 'choose';
    this.failure = null;
    this.changesShown = false;
  }

  /** Back to how the shown version was made, to change something about it. */
  changeIt(): void {
    const made = this.shown;
    this.changesShown = false;
    this.base = made?.from ?? null;
    this.stage = 'prepare';
    if (made?.step === null || made === null) return;
    this.task = made.step.task;
    this.model = made.step.model;
    if (made.step.task === 'inpaint') this.edits = begin({ ...noEdits, marks: made.step.marks });
    if (made.step.task === 'colorize') this.edits = begin({ ...noEdits, hints: made.step.hints });
    if (made.step.task === 'uncrop') this.margins = made.step.margins;
  }

  record(change: Partial<Edits>): void {
    this.edits = record(this.edits, { ...this.edits.now, ...change });
  }

  addMark(mark: Mark): void {
    if (this.stage === 'mix') this.record({ parts: wantThere(this.edits.now.parts, this.mixWith, mark) });
    else this.record({ marks: [...this.marks, mark] });
  }

  undo(): void {
    this.edits = undo(this.edits);
  }

  redo(): void {
    this.edits = redo(this.edits);
  }

  startMix(): void {
    this.stage = 'mix';
    this.changesShown = false;
    this.edits = begin({ ...this.edits.now, parts: [] });
    this.mixWith = this.suggestions.find(({ id }) => id !== this.photo.shown)?.id ?? null;
  }

  endMix(): void {
    this.stage = 'result';
    this.edits = begin({ ...this.edits.now, parts: [] });
  }

  /** Null while something is missing that the job needs. */
  get step(): Step | null {
    const common = { model: this.model, quality: 'quick' as const };
    if (this.task === 'colorize') return { task: 'colorize', ...common, intensity: 1, hints: [...this.edits.now.hints] };
    if (this.task === 'jpeg') return { task: 'jpeg', ...common };
    if (this.task === 'inpaint') return marksSomething(this.marks) ? { task: 'inpaint', ...common, marks: [...this.marks] } : null;
    const { left, right, top, bottom } = this.margins;
    return left + right + top + bottom > 0 ? { task: 'uncrop', ...common, margins: { left, right, top, bottom } } : null;
  }

  newJob(settings: Settings): Input<'jobs.start'> | null {
    const step = this.step;
    if (step === null) return null;
    const fromHere = this.photo.versions.filter(({ from }) => from === this.base);
    return {
      photo: this.photo.id,
      version: this.base,
      step: { ...step, quality: settings.quality },
      seeds: [...freshSeeds(fromHere, settings.variants)],
    };
  }

  /** The same as the shown suggestion, by other seeds. */
  moreLikeThis(count: number): Input<'jobs.start'> | null {
    const made = this.shown;
    if (made === null || made.step === null) return null;
    const fromHere = this.photo.versions.filter(({ from }) => from === made.from);
    return { photo: this.photo.id, version: made.from, step: made.step, seeds: [...freshSeeds(fromHere, count)] };
  }

  #widenAQuarter(): void {
    const { width, height } = sizeOf(this.photo, this.base);
    const across = Math.round(width / 8);
    const down = Math.round(height / 8);
    this.margins = { left: across, right: across, top: down, bottom: down };
  }
}
