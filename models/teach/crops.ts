import type { Rectangle } from '../photo/photo.ts';
import { portraitsIn } from '../tasks/portraits.ts';
import type { TaskId } from '../tasks/task.ts';
import type { SurveyedPhoto } from './survey.ts';

/** What the pictures that a model learns from show: faces as the base model saw them, or whole photos. */
export type Framing = 'faces' | 'whole';

/** A picture to learn from: a part of a photo. */
export interface Crop {
  /** Its place in the list, 0 .. */
  readonly id: number;
  /** Id of the photo. */
  readonly photo: number;
  /** In the upright photo's pixels; it may reach beyond the border, where the photo is mirrored. */
  readonly box: Rectangle;
  /** A person's choice. */
  readonly excluded: boolean;
}

/** Faces narrower than this, pixels, are dots of colour. */
const smallestFace = 40;
/** Of a group's faces, the largest: a stadium would drown the family. */
const mostFaces = 8;
/** Whole photos longer than this are cut to it: what is far from the middle is often a border. */
const mostElongated = 2;

/** The parts of all usable photos that a model is to learn from, in order of photos. */
export function cropsOf(photos: readonly SurveyedPhoto[], framing: Framing): readonly Crop[] {
  const boxes = photos.flatMap((photo) => boxesOf(photo, framing).map((box) => ({ photo: photo.id, box })));
  return boxes.map((crop, id) => ({ id, ...crop, excluded: false }));
}

/** Crops that take part: not excluded, and in colour where colours are taught. */
export function cropsFor(task: TaskId, crops: readonly Crop[], photos: readonly SurveyedPhoto[]): readonly Crop[] {
  return crops.filter((crop) => !crop.excluded && !(task === 'colorize' && isGrey(photos[crop.photo])));
}

export function isGrey(photo: SurveyedPhoto | undefined): boolean {
  return photo?.reading.kind === 'read' && photo.reading.look.grey;
}

function boxesOf({ reading, verdict }: SurveyedPhoto, framing: Framing): readonly Rectangle[] {
  if (verdict !== 'usable' || reading.kind !== 'read') return [];
  if (framing === 'faces') return portraitsIn(reading.faces.filter(({ width }) => width >= smallestFace)).slice(0, mostFaces);
  const { width, height } = reading;
  const [w, h] = [Math.min(width, mostElongated * height), Math.min(height, mostElongated * width)];
  return [{ x: (width - w) >> 1, y: (height - h) >> 1, width: w, height: h }];
}
