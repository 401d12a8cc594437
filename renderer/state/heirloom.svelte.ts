import type { Answer, CallName, EventName, Input, Output, Payload } from '../../app/contract.ts';
import type { AppDescription } from '../../app/contract/app.ts';
import type { BatchView } from '../../app/contract/batch.ts';
import type { Bridge, OpenedFile } from '../../app/contract/bridge.ts';
import type { JobPreview, JobView } from '../../app/contract/job.ts';
import type { DeviceReport, ModelView } from '../../app/contract/models.ts';
import type { PhotoView } from '../../app/contract/photos.ts';
import type { Settings } from '../../app/contract/settings.ts';
import { speak, words } from '../words/words.svelte.ts';
import type { CanvasControl } from '../canvas/canvas-control.svelte.ts';
import { Brush } from './brush.svelte.ts';
import { TeachDesk } from './teach.svelte.ts';
import { PhotoDocument } from './photo-document.svelte.ts';

export type Page = 'restore' | 'batch' | 'teach' | 'settings';
export type Popup = 'save' | 'help' | null;

interface Notice {
  readonly id: number;
  readonly tone: 'good' | 'bad' | 'plain';
  readonly text: string;
}

const noticeMs = 9000;

/** The window's state: what the application has told, and where the person is. */
export class Heirloom {
  /** By which it knows its own marks among those that the application tells of. */
  readonly name = `window-${Math.random().toString(36).slice(2)}`;
  readonly bridge: Bridge;
  readonly brush: Brush;
  readonly teach: TeachDesk;
  description = $state.raw<AppDescription | null>(null);
  settings = $state.raw<Settings | null>(null);
  documents = $state.raw<readonly PhotoDocument[]>([]);
  current = $state.raw<PhotoDocument | null>(null);
  models = $state.raw<readonly ModelView[] | null>(null);
  batches = $state.raw<readonly BatchView[]>([]);
  devices = $state.raw<readonly DeviceReport[] | null>(null);
  /** The canvas that is on the screen. */
  canvas = $state.raw<CanvasControl | null>(null);
  page = $state<Page>('restore');
  popup = $state<Popup>(null);
  notices = $state.raw<readonly Notice[]>([]);
  connected = $state(true);
  /** Share of an upload that has been sent; null: none is under way. */
  opening = $state<number | null>(null);
  /** Read aloud by a screen reader, shown nowhere. */
  spoken = $state('');
  #lastNotice = 0;

  constructor(makeBridge: (connected: (is: boolean) => void) => Bridge) {
    this.brush = new Brush((patch) => void this.changeSettings(patch));
    let everConnected = false;
    this.bridge = makeBridge((is) => {
      if (is && everConnected && !this.connected) {
        this.notify('good', words().connectionBack);
        void this.load();
      }
      everConnected ||= is;
      this.connected = is;
    });
    this.teach = new TeachDesk(this);
    this.#listen();
  }

  async load(): Promise<void> {
    const [description, settings, photos, jobs, batches, models] = await Promise.all([
      this.ask('app.describe', {}),
      this.ask('settings.read', {}),
      this.ask('photos.list', {}),
      this.ask('jobs.list', {}),
      this.ask('batches.list', {}),
      this.ask('models.list', {}),
    ]);
    if (description === null || settings === null) return;
    this.description = description;
    this.#takeSettings(settings);
    for (const photo of photos ?? []) this.takePhoto(photo);
    this.models = models;
    this.batches = batches ?? [];
    void this.teach.load();
    for (const job of jobs ?? []) if (job.state === 'queued' || job.state === 'running') this.#takeJob(job);
    this.current ??= this.documents.at(-1) ?? null;
  }

  /** @returns null after telling the person why it did not work */
  async ask<Name extends CallName>(name: Name, input: Input<Name>): Promise<Output<Name> | null> {
    const answer = await this.try(name, input);
    if (answer.ok) return answer.value;
    this.notify('bad', answer.error.message);
    return null;
  }

  async try<Name extends CallName>(name: Name, input: Input<Name>): Promise<Answer<Output<Name>>> {
    // What comes from $state is a proxy, which cannot be sent.
    return this.bridge.call(name, $state.snapshot(input) as Input<Name>);
  }

  notify(tone: Notice['tone'], text: string): void {
    const id = ++this.#lastNotice;
    this.notices = [...this.notices.filter((notice) => notice.text !== text), { id, tone, text }];
    // A failure stays until it has been read.
    if (tone !== 'bad') setTimeout(() => this.dismiss(id), noticeMs);
  }

  dismiss(id: number): void {
    this.notices = this.notices.filter((notice) => notice.id !== id);
  }

  takePhoto(photo: PhotoView): PhotoDocument {
    const known = this.documents.find((document) => document.photo.id === photo.id);
    if (known !== undefined) {
      known.take(photo, this.name);
      return known;
    }
    const fresh = new PhotoDocument(photo);
    this.documents = [...this.documents, fresh];
    return fresh;
  }

  takeOpened(opened: readonly OpenedFile[]): void {
    let last: PhotoDocument | null = null;
    for (const file of opened) {
      if ('photo' in file) last = this.#takeOpened(file.photo);
      else this.notify('bad', `${file.name}: ${file.error.message}`);
    }
    if (last === null) return;
    this.current = last;
    if (this.page === 'settings') this.page = 'restore';
  }

  #takeOpened(photo: PhotoView): PhotoDocument {
    const known = this.documents.some((document) => document.photo.id === photo.id);
    const document = this.takePhoto(photo);
    if (!known) document.welcome();
    return document;
  }

  removePhoto(id: string): void {
    const at = this.documents.findIndex((document) => document.photo.id === id);
    if (at === -1) return;
    const gone = this.documents[at];
    this.documents = this.documents.filter((document) => document !== gone);
    if (this.current === gone) this.current = this.documents[Math.min(at, this.documents.length - 1)] ?? null;
  }

  async changeSettings(patch: Partial<Settings>): Promise<void> {
    if (this.settings !== null) this.#takeSettings({ ...this.settings, ...patch });
    const settings = await this.ask('settings.change', patch);
    if (settings !== null) this.#takeSettings(settings);
  }

  pictureAt(place: string): string {
    return this.bridge.picturesAt + place;
  }

  #takeSettings(settings: Settings): void {
    this.settings = settings;
    this.brush.take(settings);
    // What `serve` runs on may be a machine that nobody sits at.
    speak(settings.language, this.description?.host === 'browser' ? navigator.languages : (this.description?.languages ?? []));
  }

  #takeJob(job: JobView): void {
    const document = this.documents.find(({ photo }) => photo.id === job.photo);
    if (document === undefined) return;
    const underWay = job.state === 'queued' || job.state === 'running';
    // A batch works on open photos too; whoever is busy with such a photo is not disturbed by it.
    if (document.job?.id !== job.id && !underWay) return;
    document.job = job;
    if (underWay) {
      document.stage = 'working';
      return;
    }
    document.stopping = false;
    document.preview = null;
    const first = job.versions[0];
    if (first === undefined) document.stage = 'prepare';
    else void this.#showResult(document, first);
    if (job.state === 'failed') document.failure = job.failure?.message ?? null;
    if (job.state === 'cancelled') this.notify('plain', first === undefined ? words().stopped : words().stoppedWith(job.versions.length));
    if (job.state === 'done') this.spoken = words().finished;
  }

  async #showResult(document: PhotoDocument, version: PhotoView['shown']): Promise<void> {
    const photo = await this.ask('photos.show', { photo: document.photo.id, version });
    if (photo !== null) document.photo = photo;
    document.stage = 'result';
  }

  #listen(): void {
    const on = <Name extends EventName>(name: Name, listener: (payload: Payload<Name>) => void): void => {
      this.bridge.on(name, listener);
    };
    on('photos.changed', (photo) => {
      const fresh = !this.documents.some((document) => document.photo.id === photo.id);
      const document = this.#takeOpened(photo);
      // Opened from the outside: by a double click, or dropped on the program's icon.
      if (fresh && this.page === 'restore') this.current = document;
    });
    on('photos.closed', ({ photo }) => this.removePhoto(photo));
    on('jobs.changed', (job) => this.#takeJob(job));
    on('jobs.preview', (preview: JobPreview) => {
      const document = this.documents.find(({ job }) => job?.id === preview.job);
      if (document !== undefined) document.preview = preview;
    });
    on('batches.changed', (batch) => {
      const known = this.batches.some(({ id }) => id === batch.id);
      this.batches = known ? this.batches.map((old) => (old.id === batch.id ? batch : old)) : [...this.batches, batch];
    });
    on('models.changed', (models) => (this.models = models));
    on('settings.changed', (settings) => this.#takeSettings(settings));
  }
}
