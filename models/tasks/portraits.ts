import type { Face } from '../faces/detector.ts';
import type { Photo, Rectangle } from '../photo/photo.ts';

/** Side of what the face model sees over the face's: it learned from portraits cut like this. */
const portrait = 1.65;
/** A face this large against the photo's shorter side makes the photo itself a portrait. */
const portraitShare = 0.3;
/** The largest faces of a crowd; the rest are too small to be more than a dot of colour. */
const mostFaces = 40;

/** Whether the whole photo is what the face model learned from. */
export function isPortrait(faces: readonly Face[], { width, height }: Photo): boolean {
  return faces.some((face) => face.width >= portraitShare * Math.min(width, height));
}

/** The parts of a photo that the face model restores close up, the largest face first. */
export function portraitsIn(faces: readonly Face[]): readonly Rectangle[] {
  const largest = [...faces].sort((a, b) => b.width * b.height - a.width * a.height).slice(0, mostFaces);
  return largest.map((face) => {
    const side = Math.round(portrait * Math.max(face.width, face.height));
    return { x: Math.round(face.x + (face.width - side) / 2), y: Math.round(face.y + (face.height - side) / 2), width: side, height: side };
  });
}
