import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { glob } from 'tinyglobby';
import { AppFailure } from '../failure.ts';
import { decodeTrainingPhoto } from './decode-training-photo.ts';
import type { TrainingPhoto } from './decode-training-photo.ts';
import { readPhotoBytes } from './photo-bytes.ts';
import { isPhotoName } from './photo-formats.ts';
import { readTarPhotos } from './tar-photos.ts';

/** Fewer than this teach a network nothing but themselves. */
const fewestPhotos = 16;

/** Photos to learn from, in an order that does not depend on the disk or the machine. */
export interface TrainingSet {
  /** "source/path/within", sorted. */
  readonly names: readonly string[];
  /**
   * One photo at the size it is stored in, as 8-bit sRGB. In place of one that cannot be read it gives the next that
   * can, every time the same one, and counts it.
   *
   * @param index 0 .. names.length - 1
   * @throws AppFailure 'training-data' if there is none left
   */
  load(index: number): Promise<TrainingPhoto>;
  /** A sentence about the photos that have been skipped so far; none at first. */
  notes(): readonly string[];
}

/**
 * @param source a folder (searched all the way down), a .tar (also gzipped), or several with commas between them
 * @throws AppFailure 'training-data' if there is nothing, or less than 16 photos
 */
export async function openTrainingSet(source: string): Promise<TrainingSet> {
  const photos = await storedPhotos(source);
  if (photos.length < fewestPhotos) {
    const found = photos.length === 0 ? 'no photos' : photos.length === 1 ? 'only one photo' : `only ${photos.length} photos`;
    throw new AppFailure(
      'training-data',
      `There are ${found} in "${source}", and training needs at least ${fewestPhotos} (better some hundreds): add more photos.`,
    );
  }
  return new OpenedTrainingSet(photos);
}

/** A photo that has not been opened yet. */
export interface StoredPhoto {
  /** "source/path/within" */
  readonly name: string;
  read(): Promise<Buffer>;
}

/** Every photo of a source as `openTrainingSet` takes it, sorted by name. @throws AppFailure 'training-data' if there is no such source */
export async function storedPhotos(source: string): Promise<StoredPhoto[]> {
  const photos = (await Promise.all((await sourcesOf(source)).map(photosIn))).flat();
  return photos.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

async function sourcesOf(source: string): Promise<string[]> {
  // A folder may have a comma in its name.
  if (await exists(source)) return [source];
  const sources = source.split(',').map((part) => part.trim()).filter((part) => part !== '');
  for (const part of sources.length === 0 ? [source] : sources) {
    if (!(await exists(part))) {
      throw new AppFailure('training-data', `There is no folder or .tar file "${part}": check the name.`);
    }
  }
  return [...new Set(sources)];
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false);
}

async function photosIn(source: string): Promise<StoredPhoto[]> {
  const label = basename(source);
  if ((await stat(source)).isDirectory()) {
    const names = await glob('**/*', { cwd: source, expandDirectories: false, followSymbolicLinks: false });
    return names.filter(isPhotoName).map((name) => ({ name: `${label}/${name}`, read: async () => readPhotoBytes(join(source, name)) }));
  }
  const packed = await readTarPhotos(source);
  return packed.map(({ name, bytes }) => ({ name: `${label}/${name}`, read: async () => bytes }));
}

class OpenedTrainingSet implements TrainingSet {
  readonly names: readonly string[];
  readonly #photos: readonly StoredPhoto[];
  /** Why a photo cannot be read, by its index. */
  readonly #skipped = new Map<number, AppFailure>();

  constructor(photos: readonly StoredPhoto[]) {
    this.#photos = photos;
    this.names = photos.map(({ name }) => name);
  }

  async load(index: number): Promise<TrainingPhoto> {
    if (this.#photos[index] === undefined) throw new RangeError(`There is no photo ${index}: they go from 0 to ${this.#photos.length - 1}.`);
    for (let tried = 0; tried < this.#photos.length; tried++) {
      const at = (index + tried) % this.#photos.length;
      const photo = this.#photos[at];
      if (photo === undefined || this.#skipped.has(at)) continue;
      try {
        return await decodeTrainingPhoto(await photo.read(), photo.name);
      } catch (error) {
        if (!(error instanceof AppFailure)) throw error;
        this.#skipped.set(at, error);
      }
    }
    throw new AppFailure('training-data', `None of the ${this.#photos.length} photos can be read: choose another folder or .tar file.`, {
      cause: this.#skipped.get(index),
    });
  }

  notes(): readonly string[] {
    const first = this.#skipped.values().next().value;
    if (first === undefined) return [];
    return [`${this.#skipped.size} of ${this.#photos.length} photos could not be read and were skipped, the first because: ${first.message}`];
  }
}
