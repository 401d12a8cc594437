import { AppFailure } from '../../failure.ts';
import type { Truths } from '../../evaluation/evaluate.ts';
import { cropPhoto } from '../../photo/crop.ts';
import { createPhoto, type Photo } from '../../photo/photo.ts';
import { resizePhoto } from '../../photo/resize.ts';
import { decodeTrainingPhoto, type TrainingPhoto } from '../decode-training-photo.ts';
import { storedPhotos } from '../training-photos.ts';

export interface OpenedTruths extends Truths {
  /** Sentences about photos that could not be read. */
  readonly notes: readonly string[];
}

/** Nothing can be said of a spread with fewer. */
const fewestPhotos = 2;

/**
 * Photos to be damaged and restored: the middle square of each, at the network's side. They stay in memory, 8 bits a channel.
 * @param source a folder (searched all the way down), a .tar, or several with commas between them
 * @param limit take at most so many, evenly from all
 * @throws AppFailure 'training-data' if there is no such source, or fewer than two photos can be read
 */
export async function openTruths(source: string, limit: number, side: number): Promise<OpenedTruths> {
  const stored = await storedPhotos(source);
  const taken = Math.min(limit, stored.length);
  const read: { readonly name: string; readonly rgb: Uint8Array }[] = [];
  const failures: string[] = [];
  for (let i = 0; i < taken; i++) {
    const { name, read: bytes } = stored[Math.floor((i * stored.length) / taken)] as (typeof stored)[number];
    try {
      read.push({ name, rgb: squareOf(await decodeTrainingPhoto(await bytes(), name), side) });
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error;
      failures.push(error.message);
    }
  }
  if (read.length < fewestPhotos) {
    const why = failures.length === 0 ? '' : ` (${failures.length} could not be read, the first because: ${failures[0]})`;
    throw new AppFailure('training-data', `There are too few photos in "${source}" to judge a model by${why}: name a folder or .tar file with at least ${fewestPhotos}, better 100.`);
  }
  return {
    names: read.map(({ name }) => name),
    photo: (i) => fromBytes((read[i] as (typeof read)[number]).rgb, side, side),
    notes: failures.length === 0 ? [] : [`${failures.length} of ${taken} photos could not be read and were left out, the first because: ${failures[0]}`],
  };
}

function squareOf({ width, height, rgb }: TrainingPhoto, side: number): Uint8Array {
  const square = Math.min(width, height);
  const box = { x: (width - square) >> 1, y: (height - square) >> 1, width: square, height: square };
  const middle = cropPhoto(fromBytes(rgb, width, height), box);
  return Uint8Array.from(resizePhoto(middle, side, side).rgb, (value) => Math.round((value + 1) * 127.5));
}

function fromBytes(bytes: Uint8Array, width: number, height: number): Photo {
  return createPhoto(width, height, Float32Array.from(bytes, (byte) => byte / 127.5 - 1));
}
