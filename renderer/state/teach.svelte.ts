import type { CallName, Input, Output } from '../../app/contract.ts';
import type { CropView, RecipeDetails, RecipeView, TeachId, TeachView } from '../../app/contract/teach.ts';
import type { Heirloom } from './heirloom.svelte.ts';
import { pickFiles } from './open-photos.ts';

export const teachSteps = ['photos', 'goal', 'training', 'verdict', 'library'] as const;
export type TeachStep = (typeof teachSteps)[number];

/** The wizard's state: which teaching is on the table, and which of its steps is looked at. */
export class TeachDesk {
  readonly #heirloom: Heirloom;
  /** Of all teachings. */
  views = $state.raw<readonly TeachView[]>([]);
  #id = $state<TeachId | null>(null);
  /** Another step than the one that is next. */
  #looked = $state.raw<{ readonly at: TeachStep; readonly reached: TeachStep } | null>(null);
  crops = $state.raw<readonly CropView[]>([]);
  /** Share of the photos that have been sent. */
  sending = $state<number | null>(null);
  proposal = $state.raw<RecipeView | null>(null);
  /** Time and details as they are to be taught with. */
  minutes = $state(10);
  details = $state.raw<RecipeDetails>({});

  constructor(heirloom: Heirloom) {
    this.#heirloom = heirloom;
    heirloom.bridge.on('teach.changed', (view) => this.#take(view));
    heirloom.bridge.on('teach.ended', ({ teaching }) => this.#gone(teaching));
  }

  get view(): TeachView | null {
    return this.views.find(({ id }) => id === this.#id) ?? null;
  }

  get others(): readonly TeachView[] {
    return this.views.filter(({ id }) => id !== this.#id);
  }

  get step(): TeachStep {
    const reached = reachedBy(this.view);
    return this.#looked?.reached === reached ? this.#looked.at : reached;
  }

  /** Whether a step can be looked at: what is taught already keeps its photos and its goal. */
  mayGo(step: TeachStep): boolean {
    const { view } = this;
    if (view === null || view.work !== null) return step === this.step;
    const { recipe, summary, verdict, kept } = view;
    if (step === 'photos') return recipe === null;
    if (step === 'goal') return recipe === null && summary !== null;
    return { training: recipe, verdict, library: kept }[step] !== null;
  }

  go(step: TeachStep): void {
    this.#looked = { at: step, reached: reachedBy(this.view) };
  }

  async load(): Promise<void> {
    this.views = (await this.#heirloom.ask('teach.list', {})) ?? [];
  }

  /** When the wizard comes onto the screen. */
  async enter(): Promise<void> {
    if (this.view !== null) return;
    await this.load();
    const last = this.views.at(-1);
    if (last !== undefined) await this.open(last.id);
  }

  async begin(): Promise<TeachView | null> {
    const view = await this.#heirloom.ask('teach.begin', {});
    if (view === null) return null;
    this.#take(view);
    this.#turnTo(view.id);
    return view;
  }

  async open(id: TeachId): Promise<void> {
    this.#turnTo(id);
    const view = await this.#heirloom.ask('teach.open', { teaching: id });
    if (view === null) return;
    this.#take(view);
    if (view.goal !== null) await this.loadCrops();
  }

  /** Asks about the teaching on the table. @returns null after telling the person why it did not work */
  async ask<Name extends CallName>(name: Name, input: Omit<Input<Name>, 'teaching'>): Promise<Output<Name> | null> {
    const id = this.#id;
    if (id === null) return null;
    const answer = await this.#heirloom.ask(name, { ...input, teaching: id });
    if (isView(answer)) this.#take(answer);
    return answer;
  }

  async choose(what: 'folder' | 'files'): Promise<void> {
    if (this.view === null && (await this.begin()) === null) return;
    if (this.#heirloom.description?.host === 'desktop') {
      await this.ask('teach.choose', { what });
      return;
    }
    await this.add(what === 'folder' ? await pickFolder() : await pickFiles(photoKinds, true));
  }

  async add(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    const view = this.view ?? (await this.begin());
    if (view === null) return;
    this.sending = 0;
    const answer = await this.#heirloom.bridge.addTeachPhotos(view.id, files, (sent, of) => (this.sending = of > 0 ? sent / of : 0));
    this.sending = null;
    if (answer.ok) this.#take(answer.value);
    else this.#heirloom.notify('bad', answer.error.message);
  }

  async setGoal(goal: Omit<Input<'teach.setGoal'>, 'teaching'>): Promise<void> {
    await this.ask('teach.setGoal', goal);
    await this.loadCrops();
  }

  async loadCrops(): Promise<void> {
    this.crops = (await this.ask('teach.crops', {})) ?? [];
  }

  async changeCrop(change: Omit<Input<'teach.changeCrop'>, 'teaching'>): Promise<void> {
    const crop = await this.ask('teach.changeCrop', change);
    if (crop !== null) this.crops = this.crops.map((old) => (old.id === crop.id ? crop : old));
  }

  async propose(minutes: number): Promise<void> {
    this.minutes = minutes;
    this.proposal = await this.ask('teach.propose', { minutes });
  }

  async discard(): Promise<void> {
    const id = this.#id;
    if (id === null) return;
    if ((await this.#heirloom.try('teach.discard', { teaching: id })).ok) this.#gone(id);
    else await this.load();
  }

  #turnTo(id: TeachId): void {
    this.#id = id;
    this.#looked = null;
    this.crops = [];
    this.proposal = null;
    this.details = {};
    this.minutes = 10;
  }

  #take(view: TeachView): void {
    const known = this.views.some(({ id }) => id === view.id);
    this.views = known ? this.views.map((old) => (old.id === view.id ? view : old)) : [...this.views, view];
  }

  #gone(id: string): void {
    this.views = this.views.filter((view) => view.id !== id);
    if (this.#id === id) this.#id = null;
  }
}

/** The furthest step there is something to see of. */
function reachedBy(view: TeachView | null): TeachStep {
  if (view === null || view.summary === null) return 'photos';
  if (view.kept !== null) return 'library';
  if (view.verdict !== null || view.work?.kind === 'judge') return 'verdict';
  if (view.recipe !== null) return 'training';
  // The summary is read first.
  return view.goal === null ? 'photos' : 'goal';
}

function isView(answer: unknown): answer is TeachView {
  return typeof answer === 'object' && answer !== null && 'begunMs' in answer;
}

const photoKinds = 'image/*,.heic,.heif,.tif,.tiff,.avif';

/** All photos of a folder that the browser lets a person choose. */
async function pickFolder(): Promise<readonly File[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.webkitdirectory = true;
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])].filter(({ name, type }) => type.startsWith('image/') || /\.(hei[cf]|tiff?|avif)$/i.test(name))));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}
