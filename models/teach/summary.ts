import type { TaskId } from '../tasks/task.ts';
import { type Crop, cropsFor, isGrey } from './crops.ts';
import type { SurveyedPhoto } from './survey.ts';

/** How many of a survey's photos are what; a photo may be counted as grey and as usable. */
export interface Summary {
  readonly photos: number;
  readonly usable: number;
  /** Found in usable photos. */
  readonly faces: number;
  readonly duplicates: number;
  /** Usable, but without colour. */
  readonly grey: number;
  readonly blurred: number;
  readonly small: number;
  readonly unreadable: number;
}

export function summaryOf(photos: readonly SurveyedPhoto[]): Summary {
  const usable = photos.filter(({ verdict }) => verdict === 'usable');
  const count = (verdict: SurveyedPhoto['verdict']): number => photos.filter((photo) => photo.verdict === verdict).length;
  return {
    photos: photos.length,
    usable: usable.length,
    faces: usable.reduce((sum, { reading }) => sum + (reading.kind === 'read' ? reading.faces.length : 0), 0),
    duplicates: count('duplicate'),
    grey: usable.filter(isGrey).length,
    blurred: count('blurred'),
    small: count('small'),
    unreadable: count('unreadable'),
  };
}

/** "214 photos, 180 usable, 163 faces, 12 duplicates, 22 without colour" */
export function summaryWords({ photos, usable, faces, duplicates, grey, blurred, small, unreadable }: Summary): string {
  const parts = [
    counted(photos, 'photo'),
    `${usable} usable`,
    counted(faces, 'face'),
    ...(duplicates > 0 ? [counted(duplicates, 'duplicate')] : []),
    ...(grey > 0 ? [`${grey} without colour`] : []),
    ...(blurred > 0 ? [`${blurred} blurred`] : []),
    ...(small > 0 ? [`${small} too small`] : []),
    ...(unreadable > 0 ? [`${unreadable} unreadable`] : []),
  ];
  return parts.join(', ');
}

/** Fewer pictures than this say nothing of pictures that were not among them: 6 to learn from, 2 to judge by. */
export const fewestCrops = 8;

/** Why these photos cannot teach this, in a sentence; undefined if they can. */
export function whyNot(task: TaskId, photos: readonly SurveyedPhoto[], crops: readonly Crop[]): string | undefined {
  const { usable, grey, unreadable } = summaryOf(photos);
  const left = cropsFor(task, crops, photos).length;
  if (left >= fewestCrops) return undefined;
  if (photos.length === 0) return 'There are no photos there: choose a folder with photos in it.';
  if (unreadable === photos.length) return `None of the ${photos.length} photos can be read: choose another folder.`;
  if (task === 'colorize' && grey === usable && usable > 0) return 'All of these photos are without colour, so they cannot teach colours: add colour photos, or teach filling holes.';
  if (usable > 0 && crops.length === 0) return 'No face was found in these photos: teach whole pictures instead of faces, or add photos with faces.';
  return `Only ${left} of these pictures can be used, and teaching needs at least ${fewestCrops} (better 40): add more photos.`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
