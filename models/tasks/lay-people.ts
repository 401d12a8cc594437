import type { Face } from '../faces/detector.ts';
import type { Photo } from '../photo/photo.ts';

/**
 * Gives the persons whose faces were found the colours that the face model sees in the whole photo, in place, so that neck, arms
 * and hands go with the faces: near the person, about as light as the face, and only where the scene's model has no colour of its
 * own to say. Where it errs a grey coat turns a little warm; a green meadow stays green.
 * @param light of the photo [H*W]
 * @param colours of the photo, planar [2,H,W]
 * @param own those that the face model gives it, planar [2,H,W]
 * @param gain what those of the scene's model were multiplied by
 */
export function layPeople(
  photo: Photo,
  light: Float32Array,
  colours: Float32Array,
  faces: readonly Face[],
  own: Float32Array,
  gain: number,
): void {
  const { width, height } = photo;
  const shares = new Float32Array(width * height);
  for (const face of faces) addPerson(shares, photo, light, face);
  for (let i = 0; i < shares.length; i++) {
    if (shares[i] === 0) continue;
    const [cb, cr] = [colours[i] as number, colours[i + shares.length] as number];
    const share = (shares[i] as number) * (1 - rise(Math.hypot(cb, cr) / gain, ...speaks));
    colours[i] = cb + share * ((own[i] as number) - cb);
    colours[i + shares.length] = cr + share * ((own[i + shares.length] as number) - cr);
  }
}

/** Chroma at which the scene's model begins to have a say, and from which on it has all. Skin has about 0.15. */
const speaks = [0.04, 0.12] as const;
/** A standing person, in faces: how far below the face the middle lies, half the width, half the height. */
const body = { down: 2.6, across: 2.2, along: 4.2 };
/** How far the light of skin strays from the face's mean; light runs from -1 to 1. */
const lightSpread = 0.4;

/** Raises the shares of the places that may be this person's. */
function addPerson(shares: Float32Array, { width, height }: Photo, light: Float32Array, face: Face): void {
  const [middleX, middleY] = [face.x + face.width / 2, face.y + face.height * (0.5 + body.down)];
  const [across, along] = [body.across * face.width, body.along * face.height];
  const mean = meanLight(light, width, height, face);
  for (let y = Math.max(0, Math.floor(middleY - along)); y < Math.min(height, middleY + along); y++) {
    for (let x = Math.max(0, Math.floor(middleX - across)); x < Math.min(width, middleX + across); x++) {
      const near = 1 - rise(Math.hypot((x + 0.5 - middleX) / across, (y + 0.5 - middleY) / along), 0.6, 1);
      if (near === 0) continue;
      const at = y * width + x;
      const alike = Math.exp(-0.5 * (((light[at] as number) - mean) / lightSpread) ** 2);
      shares[at] = Math.max(shares[at] as number, near * alike);
    }
  }
}

/** Of the middle of a face, where hair and background are not. */
function meanLight(light: Float32Array, width: number, height: number, face: Face): number {
  let [sum, count] = [0, 0];
  for (let y = Math.floor(face.y + face.height / 4); y < face.y + (3 * face.height) / 4; y++) {
    for (let x = Math.floor(face.x + face.width / 4); x < face.x + (3 * face.width) / 4; x++) {
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      sum += light[y * width + x] as number;
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}

/** 0 up to `from`, 1 from `to` on, smooth between. */
function rise(value: number, from: number, to: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
