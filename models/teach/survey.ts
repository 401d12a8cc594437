import type { Rectangle } from '../photo/photo.ts';
import { blurredBelow } from './sharpness.ts';
import type { Look } from './photo-look.ts';
import { groupAlike } from './photo-hash.ts';

/** A face in whole pixels of the upright photo. */
export interface FoundFace extends Rectangle {
  /** 0 .. 1 */
  readonly confidence: number;
}

/** What a file turned out to be. */
export type Reading =
  | { readonly kind: 'unreadable'; /** Why, for a person. */ readonly sentence: string }
  | { readonly kind: 'read'; readonly width: number; readonly height: number; readonly look: Look; readonly faces: readonly FoundFace[] };

/** A file of a survey. */
export interface FoundPhoto {
  readonly path: string;
  /** Of the file, to notice that it is another one later. */
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly reading: Reading;
}

/** Why a photo teaches nothing, whatever the task; 'usable' if it may. */
export type Verdict = 'usable' | 'unreadable' | 'small' | 'blurred' | 'duplicate';

export interface SurveyedPhoto extends FoundPhoto {
  /** Its place in the survey, 0 .. */
  readonly id: number;
  readonly verdict: Verdict;
  /** The id of the first photo that shows the same picture; its own if there is none. Parts of the split never share one. */
  readonly group: number;
}

/** Shorter sides than this, pixels, hold too little for a picture of 128. */
const smallestSide = 96;

/**
 * Judges photos that have been looked at. Of near-duplicates the largest readable one stays, the others are 'duplicate'.
 * @param photos in the order they are to be shown
 */
export function surveyed(photos: readonly FoundPhoto[]): readonly SurveyedPhoto[] {
  const readable = photos.flatMap((photo, id) => (photo.reading.kind === 'read' ? [{ id, reading: photo.reading }] : []));
  const groups = groupAlike(readable.map(({ reading }) => reading.look.hash));
  const group = photos.map((_, id) => id);
  const largest = new Map<number, { readonly id: number; readonly pixels: number }>();
  readable.forEach(({ id, reading: { width, height } }, i) => {
    const first = (readable[groups[i] as number] as (typeof readable)[number]).id;
    group[id] = first;
    const best = largest.get(first);
    if (best === undefined || width * height > best.pixels) largest.set(first, { id, pixels: width * height });
  });
  return photos.map((photo, id) => ({
    ...photo,
    id,
    group: group[id] as number,
    verdict: verdictOf(photo.reading, largest.get(group[id] as number)?.id === id),
  }));
}

function verdictOf(reading: Reading, isLargest: boolean): Verdict {
  if (reading.kind === 'unreadable') return 'unreadable';
  if (!isLargest) return 'duplicate';
  if (Math.min(reading.width, reading.height) < smallestSide) return 'small';
  return reading.look.sharpness < blurredBelow ? 'blurred' : 'usable';
}
