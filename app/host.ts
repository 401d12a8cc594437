import type { Answer, CallName, EventName, Output } from './contract.ts';
import type { MaskView } from './contract/marks.ts';
import type { OpenedFile } from './contract/bridge.ts';
import type { ModelFile } from './contract/models.ts';
import type { PhotoId } from './contract/photos.ts';
import type { SaveFormat } from './contract/save.ts';
import type { TeachId, TeachView } from './contract/teach.ts';

/** What a door (electron/, cli/serve) hands the application: the few things that differ between a desktop and a browser. */
export interface Host {
  readonly kind: 'desktop' | 'browser';
  /** Where settings, open photos, marks, versions and batches are kept; made if it is not there. */
  readonly folder: string;
  /** Folders of models that the person brought, after the shipped ones. */
  readonly modelFolders: readonly string[];
  readonly languages: readonly string[];
  readonly dialogs: Dialogs;
  readonly settings: SettingsStore;
  /** Absent where nobody can know, as in a browser. */
  readonly power?: Power;
  /** A fresh process that runs app/worker/entry: utilityProcess in Electron, a child process elsewhere. */
  startWorker(): WorkerProcess;
  quit(): void;
}

/** Every one resolves to null, or to an empty list, if it is dismissed; a browser dismisses them all. */
export interface Dialogs {
  choosePhotos(): Promise<readonly string[]>;
  /** Of photos to teach from; absent where there is no dialog. */
  readonly chooseFolders?: () => Promise<readonly string[]>;
  chooseMask(): Promise<string | null>;
  chooseModel(): Promise<string | null>;
  /** A model that was exported as one file, and where to export one to. */
  readonly chooseModelFile?: () => Promise<string | null>;
  readonly saveModelAs?: (suggestedName: string) => Promise<string | null>;
  saveAs(suggestedName: string, format: SaveFormat): Promise<string | null>;
}

export interface Power {
  onBattery(): boolean;
  /** Plugged in, or out. */
  onChange(listener: () => void): void;
}

/** electron-store under Electron, conf elsewhere: the same file format. */
export interface SettingsStore {
  get(key: string): unknown;
  set(values: Readonly<Record<string, unknown>>): void;
}

/** Messages are plain values (structured clone); pixels go through files. */
export interface WorkerProcess {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Told once, whatever ended it. */
  onExit(listener: (code: number | null) => void): void;
  kill(): void;
}

/** The application without a window, as a door sees it (createApplication in application.ts). */
export interface Application {
  /** Checks the name and the input, then answers; never throws. */
  answer(name: string, raw: unknown): Promise<Answer<Output<CallName>>>;
  /** @returns what stops it */
  listen(listener: (name: EventName, payload: unknown) => void): () => void;
  /** Files on this computer: dropped, opened with, from a dialog. */
  openPaths(paths: readonly string[]): Promise<readonly OpenedFile[]>;
  /** A file that was uploaded to `path`, which the application takes over and will delete. */
  openUpload(name: string, path: string): Promise<OpenedFile>;
  openMask(photo: PhotoId, path: string): Promise<Answer<MaskView>>;
  /** Folders and photos on this computer to teach from. */
  addTeachPaths(teaching: TeachId, paths: readonly string[]): Promise<Answer<TeachView>>;
  /** A photo to teach from that was uploaded to `path`, which the application takes over and will delete. */
  addTeachUpload(teaching: TeachId, name: string, path: string): Promise<Answer<TeachView>>;
  /** An exported model that was uploaded to `path`, which the application takes over and will delete. */
  openModelUpload(name: string, path: string): Promise<Answer<ModelFile>>;
  /** A picture by its place (contract/pictures.ts); null if there is none. */
  picture(place: string): Promise<Picture | null>;
  /** A file that `results.save`, `masks.export` or `batches.fetch` left to be fetched, once; null if there is none. */
  download(place: string): Promise<OfferedDownload | null>;
  /** Waits for a save that is under way, stops jobs, ends the worker. */
  close(): Promise<void>;
}

export interface OfferedDownload {
  readonly name: string;
  /** An archive is made while it is sent. */
  readonly content: { readonly kind: 'file'; readonly path: string } | { readonly kind: 'archive'; readonly paths: readonly string[] };
}

export interface Picture {
  /** MIME type */
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Never changes under this place, so that it may be cached. */
  readonly fixed: boolean;
}
