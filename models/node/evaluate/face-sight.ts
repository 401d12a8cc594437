import { findFaces } from '../../faces/detector.ts';
import { pictureOfFace } from '../../faces/likeness.ts';
import type { Photo } from '../../photo/photo.ts';
import { openFaceDescriber, openFaceDetector } from '../face-networks.ts';

/** Describes the faces of portraits. */
export interface FaceSight {
  /** [N,1024] */
  describe(pictures: readonly Photo[]): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** So many photos are looked at to know whether all are portraits. */
const probed = 8;

/**
 * @param photo the i-th of `count` square photos
 * @returns undefined if they are no portraits: what makes a person this person says nothing of trees
 */
export async function openFaceSight(count: number, photo: (i: number) => Photo, threads: number): Promise<FaceSight | undefined> {
  if (!(await arePortraits(count, photo, threads))) return undefined;
  const { describe, dispose } = await openFaceDescriber(threads);
  return {
    async describe(pictures) {
      const faces = pictures.map((picture) => pictureOfFace(picture, { x: 0, y: 0, side: picture.width }));
      const all = new Float32Array(faces.reduce((sum, face) => sum + face.length, 0));
      faces.forEach((face, i) => all.set(face, i * face.length));
      return describe(all, pictures.length);
    },
    dispose,
  };
}

async function arePortraits(count: number, photo: (i: number) => Photo, threads: number): Promise<boolean> {
  const detector = await openFaceDetector(threads);
  try {
    const looks = Math.min(probed, count);
    let portraits = 0;
    for (let k = 0; k < looks; k++) {
      const picture = photo(Math.floor((k * count) / looks));
      if ((await findFaces(picture, detector.detect)).some((face) => face.width > picture.width / 4)) portraits++;
    }
    return portraits > looks / 2;
  } finally {
    await detector.dispose();
  }
}
