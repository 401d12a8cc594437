import { cropPhoto } from '../photo/crop.ts';
import type { Photo } from '../photo/photo.ts';
import { toPlanar } from '../photo/planar.ts';
import { resizePhoto } from '../photo/resize.ts';

/** A face in a photo, in the photo's pixels. */
export interface Face {
  /** From the forehead to the chin, from ear to ear; may reach outside of the photo. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** 0 .. 1 */
  readonly confidence: number;
}

/** Side of the pictures that the detector looks at, pixels. */
export const detectorSide = 256;

/**
 * What the detector's network says of one picture: `scores` [anchors] before the sigmoid, `boxes` [anchors,16], of which the
 * first four are the centre beside the anchor's, width and height in its pixels.
 */
export interface Detections {
  readonly scores: Float32Array;
  readonly boxes: Float32Array;
}

export type Detect = (picture: Float32Array) => Promise<Detections>;

/** Whatever is this likely is looked at again; surer than `certain` it need not be; in a closer look, `again` will do. */
const confident = { first: 0.6, certain: 0.8, again: 0.65 };
/** Sides of the closer looks over the face's: wool and foliage look like a face in one of them at most, and not surely. */
const closeLooks = [1.7, 2.2, 3];
/** Two boxes that share more than this (intersection over union) are one face. */
const sameFace = 0.3;
/** Smaller ones, pixels, have no features to be found by. */
const smallestFace = 10;
/** A larger photo is looked at shrunk to this, pixels on its long side: faces that vanish in it are dots of colour. */
const largestSide = 2048;
/** Window side over stride: half of a window is always shared with the next. */
const shared = 0.5;
/** The network finds faces from about this share of its picture on. */
const smallestShare = 0.08;

/**
 * All faces of a photo, of any size from about 20 pixels on. The whole photo is looked at, then windows of its shorter side, of
 * half and of a quarter of it, as a group photo holds faces too small for one look; whatever may be a face is looked at again,
 * closely. Best first.
 */
export async function findFaces(photo: Photo, detect: Detect): Promise<readonly Face[]> {
  const scale = largestSide / Math.max(photo.width, photo.height);
  if (scale < 1) {
    const faces = await findFaces(resizePhoto(photo, Math.round(photo.width * scale), Math.round(photo.height * scale)), detect);
    return faces.map((face) => enlarged(face, 1 / scale));
  }
  const found: Face[] = [];
  for (const side of windowSides(photo)) found.push(...(await lookThrough(photo, side, detect)));
  const sure: Face[] = [];
  for (const face of withoutDoubles(found)) {
    if (face.confidence >= confident.certain || (await isConfirmed(photo, face, detect))) sure.push(face);
  }
  return sure;
}

async function isConfirmed(photo: Photo, face: Face, detect: Detect): Promise<boolean> {
  for (const ratio of closeLooks) {
    const side = Math.round(face.width * ratio);
    const at = { x: Math.round(face.x + face.width / 2 - side / 2), y: Math.round(face.y + face.height / 2 - side / 2), side };
    const again = await look(photo, at, detect);
    if (again.some((other) => other.confidence >= confident.again && overlap(face, other) > sameFace)) return true;
  }
  return false;
}

/** Looks at windows of one size. The photo is shrunk once for all of them. */
async function lookThrough(photo: Photo, side: number, detect: Detect): Promise<Face[]> {
  const scale = detectorSide / side;
  const small = resizePhoto(photo, Math.max(1, Math.round(photo.width * scale)), Math.max(1, Math.round(photo.height * scale)));
  const found: Face[] = [];
  for (const y of places(small.height, detectorSide)) {
    for (const x of places(small.width, detectorSide)) {
      const faces = await look(small, { x, y, side: detectorSide }, detect);
      found.push(...faces.map((face) => enlarged(face, 1 / scale)));
    }
  }
  return found.filter((face) => face.width >= smallestFace);
}

async function look(photo: Photo, { x, y, side }: Look, detect: Detect): Promise<Face[]> {
  const crop = cropPhoto(photo, { x, y, width: side, height: side });
  const square = side === detectorSide ? crop : resizePhoto(crop, detectorSide, detectorSide);
  const faces = decode(await detect(toPlanar(square)), side / detectorSide);
  const placed = faces.map((face) => ({ ...face, x: face.x + x, y: face.y + y }));
  return placed.filter((face) => isWithin(face, photo));
}

function enlarged({ x, y, width, height, confidence }: Face, times: number): Face {
  return { x: x * times, y: y * times, width: width * times, height: height * times, confidence };
}

interface Look {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** The square that holds the whole, then windows down to where a face would be some 20 pixels wide. */
function windowSides({ width, height }: Photo): readonly number[] {
  const whole = Math.max(width, height);
  const short = Math.min(width, height);
  const parts = [1, 0.5, 0.25].map((part) => Math.round(short * part));
  return [whole, ...parts.filter((side) => side < whole && side * smallestShare >= 20)];
}

/** Starts of windows that cover 0 .. length evenly. */
function places(length: number, side: number): readonly number[] {
  const count = Math.max(1, Math.ceil((length - side) / (side * shared)) + 1);
  return Array.from({ length: count }, (_, i) => (count === 1 ? (length - side) >> 1 : Math.round((i * (length - side)) / (count - 1))));
}

/** Anchors (Bazarevsky et al. 2019, BlazeFace, section 3.1): two at each place of a grid of step 16, six of step 32. */
function decode({ scores, boxes }: Detections, scale: number): Face[] {
  const faces: Face[] = [];
  let anchor = 0;
  for (const { step, count } of [{ step: detectorSide / 16, count: 2 }, { step: detectorSide / 8, count: 6 }]) {
    for (let row = 0; row < detectorSide / step; row++) {
      for (let column = 0; column < detectorSide / step; column++) {
        for (let i = 0; i < count; i++, anchor++) {
          const confidence = 1 / (1 + Math.exp(-(scores[anchor] as number)));
          if (confidence < confident.first) continue;
          const [dx = 0, dy = 0, width = 0, height = 0] = boxes.subarray(anchor * 16, anchor * 16 + 4);
          const x = step * (column + 0.5) + dx - width / 2;
          const y = step * (row + 0.5) + dy - height / 2;
          faces.push({ x: x * scale, y: y * scale, width: width * scale, height: height * scale, confidence });
        }
      }
    }
  }
  return faces;
}

/** Beyond the border a photo is mirrored, and so are its faces. */
function isWithin({ x, y, width, height }: Face, photo: Photo): boolean {
  return x + width / 2 > 0 && x + width / 2 < photo.width && y + height / 2 > 0 && y + height / 2 < photo.height;
}

/** Non-maximum suppression: of boxes that are one face, the surest. */
function withoutDoubles(faces: readonly Face[]): readonly Face[] {
  const kept: Face[] = [];
  for (const face of [...faces].sort((a, b) => b.confidence - a.confidence)) {
    if (kept.every((other) => overlap(face, other) <= sameFace)) kept.push(face);
  }
  return kept;
}

/** Intersection over union; over the smaller one where one lies in the other, as a part of a face is no second face. */
function overlap(a: Face, b: Face): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (across <= 0 || down <= 0) return 0;
  const both = across * down;
  const [areaA, areaB] = [a.width * a.height, b.width * b.height];
  return Math.max(both / (areaA + areaB - both), both / Math.min(areaA, areaB) - 0.4);
}
