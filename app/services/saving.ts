import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pictures } from '../contract/pictures.ts';
import type { PhotoId, VersionId } from '../contract/photos.ts';
import type { ChangeReport, SaveChoice, SaveReport } from '../contract/save.ts';
import type { Host } from '../host.ts';
import { AppFailure } from '../../models/failure.ts';
import { isExamplePhoto } from '../../models/node/example-photo.ts';
import type { MeantToChange } from '../worker/check-changes.ts';
import type { WorkerHost } from '../worker/worker-host.ts';
import type { Downloads } from './downloads.ts';
import { named } from './named.ts';
import { resultNames, savedNothing, withEnding } from './names.ts';
import type { OpenPhoto } from './open-photo.ts';
import type { PhotoLibrary } from './photo-library.ts';
import type { VersionRecord } from './photo-record.ts';
import { provenanceOf } from './provenance-of.ts';
import { stampsOf } from './stamps-of.ts';

/** Saves versions as files of a person's own, and checks what changed. Never over an original. */
export class Saving {
  readonly #host: Host;
  readonly #library: PhotoLibrary;
  readonly #errands: WorkerHost;
  readonly #downloads: Downloads;
  readonly #running = new Set<Promise<unknown>>();

  constructor(parts: { host: Host; library: PhotoLibrary; errands: WorkerHost; downloads: Downloads }) {
    this.#host = parts.host;
    this.#library = parts.library;
    this.#errands = parts.errands;
    this.#downloads = parts.downloads;
  }

  /**
   * @param folder where it goes, if not where the choice says
   * @throws AppFailure 'photo-closed', 'id-unknown', 'output-exists' (an original), 'output-unwritable', 'disk-full'
   */
  async save(photo: PhotoId, version: VersionId, choice: SaveChoice, folder?: string): Promise<SaveReport> {
    const saving = this.#save(this.#library.find(photo), version, choice, folder);
    this.#running.add(saving);
    return saving.finally(() => this.#running.delete(saving));
  }

  /** @throws AppFailure 'photo-closed', 'id-unknown', 'photo-missing', 'photo-changed' */
  async check(photoId: PhotoId, id: VersionId): Promise<ChangeReport> {
    const photo = this.#library.find(photoId);
    return this.#compare(photo, photo.versionRecord(id), photo.pathOf(id));
  }

  /** Resolves when no save is under way. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#running]);
  }

  async #save(photo: OpenPhoto, id: VersionId, choice: SaveChoice, folder?: string): Promise<SaveReport> {
    const version = photo.versionRecord(id);
    const place = await this.#placeFor(photo, version, choice, folder);
    if (place === null) return savedNothing;
    for (const output of place.outputs) this.#library.refuseOriginal(output);
    const source = photo.pathOf(id);
    const saved = await named(source, photo.record.name, async () =>
      this.#errands.errand('saveCopy', {
        source,
        original: photo.record.path,
        outputs: place.outputs,
        replace: place.replace,
        quality: choice.quality,
        provenance: provenanceOf(photo, version),
      }),
    );
    const name = basename(saved.output);
    const download = place.offered ? (await this.#downloads.offerFile(saved.output)).place : null;
    const checked = await this.#checkSaved(photo, version, saved.output, choice);
    await this.#library.change(photo.record.id, (record) => ({
      ...record,
      versions: record.versions.map((other) => (other.id === id ? { ...other, saved: true } : other)),
    }));
    return { saved: true, name, download, change: checked.change, notes: [...saved.notes, ...checked.notes] };
  }

  async #placeFor(photo: OpenPhoto, { step }: VersionRecord, { format, destination }: SaveChoice, folder?: string): Promise<Place | null> {
    const names = resultNames(photo.record.name, step, format);
    if (folder !== undefined) return { outputs: names.map((name) => join(folder, name)), replace: false, offered: false };
    // What lies beside an upload or an example is not the person's.
    if (this.#host.kind === 'browser') {
      return { outputs: [join(await this.#downloads.room(), names[0] as string)], replace: false, offered: true };
    }
    if (destination === 'beside') {
      const beside = isExamplePhoto(photo.record.path) ? await picturesFolder() : dirname(photo.record.path);
      return { outputs: names.map((name) => join(beside, name)), replace: false, offered: false };
    }
    const path = await this.#host.dialogs.saveAs(names[0] as string, format);
    // The dialog has asked whether a file of that name may be replaced.
    return path === null ? null : { outputs: [withEnding(path, format)], replace: withEnding(path, format) === path, offered: false };
  }

  /** Of a format that keeps every value the written file itself is read again; of the others, what was handed to the encoder. */
  async #checkSaved(photo: OpenPhoto, version: VersionRecord, output: string, { format, quality }: SaveChoice): Promise<Checked> {
    const lossless = format === 'png' || format === 'tiff' || (photo.record.depth === 8 && quality === 100 && format !== 'jpeg');
    const notes = lossless ? [] : [`${format.toUpperCase()} itself changes every pixel a little when it is written: choose PNG or TIFF to keep what you did not mark exactly as it was.`];
    try {
      return { change: await this.#compare(photo, version, lossless ? output : photo.pathOf(version.id)), notes };
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error;
      return { change: null, notes: [...notes, `It is saved, but could not be compared with the original: ${error.message}`] };
    }
  }

  async #compare(photo: OpenPhoto, version: VersionRecord, after: string): Promise<ChangeReport> {
    if (version.from === null) await photo.checkSource();
    const before = photo.pathOf(version.from);
    const meant = meantOf(photo, version);
    const changes = await named(before, photo.record.name, async () =>
      this.#errands.errand('checkChanges', { before, after, meant, map: photo.mapPath(version.id) }),
    );
    const { lightChange, ...counts } = changes;
    return { ...counts, lightChange: version.step?.task === 'colorize' ? lightChange : null, map: pictures.changes(photo.record.id, version.id) };
  }
}

interface Place {
  /** The first that is free is taken. */
  readonly outputs: readonly string[];
  readonly replace: boolean;
  /** To be fetched by a browser. */
  readonly offered: boolean;
}

interface Checked {
  readonly change: ChangeReport | null;
  readonly notes: readonly string[];
}

function meantOf(photo: OpenPhoto, { step, parts }: VersionRecord): MeantToChange {
  if (step === null) {
    const layers = parts.map(({ marks }) => marks);
    return { kind: 'marked', layers, stamps: stampsOf(layers.flat(), photo) };
  }
  switch (step.task) {
    case 'inpaint':
      return { kind: 'marked', layers: [step.marks], stamps: stampsOf(step.marks, photo) };
    case 'uncrop':
      return { kind: 'around', left: step.margins.left, top: step.margins.top };
    case 'colorize':
    case 'jpeg':
      return { kind: 'everything' };
  }
}

/** Where a person looks for pictures: results of examples go there, as nobody looks inside the program. */
async function picturesFolder(): Promise<string> {
  const pictures = join(homedir(), 'Pictures');
  const found = await stat(pictures).catch(() => undefined);
  return found?.isDirectory() === true ? pictures : homedir();
}
