import { stat, writeFile } from 'node:fs/promises';
import { AppFailure } from '../../failure.ts';
import { type Detect, findFaces } from '../../faces/detector.ts';
import { cropPhoto } from '../../photo/crop.ts';
import type { Photo, Rectangle } from '../../photo/photo.ts';
import { resizePhoto } from '../../photo/resize.ts';
import { lookAt } from '../../teach/photo-look.ts';
import type { FoundFace, FoundPhoto, Reading } from '../../teach/survey.ts';
import { answerCalls } from '../answer-calls.ts';
import { openFaceDetector } from '../face-networks.ts';
import { readPhotoBytes } from '../photo-bytes.ts';
import { checkArea, checkSides, damaged, readHeader } from '../photo-header.ts';
import { photoOfSamples } from '../samples.ts';
import { sharp } from '../sharp.ts';

/** Look at a photo, or cut a picture out of it. */
export type LookCall =
  | { readonly kind: 'look'; readonly path: string; readonly thumbnail: string }
  | {
      readonly kind: 'crop';
      readonly photo: Pick<FoundPhoto, 'path' | 'bytes' | 'modifiedMs'>;
      readonly box: Rectangle;
      /** Its short side in the file, pixels, at most. */
      readonly shortSide: number;
      readonly to: string;
    };

/** Of 'look' what was found, of 'crop' why there is no picture, or nothing. */
export type LookResult = FoundPhoto | { readonly failed: string | null };

/** Photos are looked at as large as this: a face of 20 pixels in it is one of 160 in a photo of 12 megapixels. */
const lookSide = 512;
const thumbnailSide = 256;

/** A thread of its own, started by look-threads.ts. @returns at the start, whether faces can be found */
await answerCalls<boolean, LookCall, LookResult>(async () => {
  const detector = await openFaceDetector(1).catch((error: unknown) => {
    // Without its package photos are surveyed all the same.
    if (error instanceof AppFailure && error.code === 'model-unknown') return undefined;
    throw error;
  });
  return {
    ready: detector !== undefined,
    close: async () => detector?.dispose(),
    answer: async (call) => ({ result: call.kind === 'look' ? await look(call.path, call.thumbnail, detector?.detect) : await crop(call), moved: [] }),
  };
});

async function look(path: string, thumbnail: string, detect: Detect | undefined): Promise<FoundPhoto> {
  const status = await stat(path).catch(() => undefined);
  const file = { path, bytes: status?.size ?? 0, modifiedMs: status?.mtimeMs ?? 0 };
  try {
    return { ...file, reading: await readingOf(path, thumbnail, detect) };
  } catch (error) {
    if (!(error instanceof AppFailure) || error.code === 'engine-failed' || error.code === 'disk-full') throw error;
    return { ...file, reading: { kind: 'unreadable', sentence: error.message } };
  }
}

async function readingOf(path: string, thumbnail: string, detect: Detect | undefined): Promise<Reading> {
  const { photo, rgb, width, height } = await decode(path, (w, h) => lookSide / Math.max(w, h));
  const look = lookAt({ width: photo.width, height: photo.height, rgb });
  const scale = width / photo.width;
  const faces = detect === undefined ? [] : await findFaces(photo, detect);
  await writeThumbnail(rgb, photo, thumbnail);
  return { kind: 'read', width, height, look, faces: faces.map((face) => scaled(face, scale)) };
}

interface Decoded {
  /** Upright sRGB at some size. */
  readonly photo: Photo;
  readonly rgb: Uint8Array;
  /** Of the upright file. */
  readonly width: number;
  readonly height: number;
}

/**
 * Decodes no more than is needed: JPEG shrinks on load.
 * @param scaleOf the upright photo's width and height; never larger than the file
 * @throws AppFailure as readPhoto does
 */
async function decode(path: string, scaleOf: (width: number, height: number) => number): Promise<Decoded> {
  const bytes = await readPhotoBytes(path);
  const header = await readHeader(bytes, path);
  checkArea(header, path);
  checkSides(header, path);
  const { width, height } = header;
  const scale = Math.min(1, scaleOf(width, height));
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  try {
    const { data, info } = await sharp(header.decodable, { failOn: 'error', limitInputPixels: false, autoOrient: true })
      .resize({ ...size, fit: 'fill' })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`${info.channels} channels in sRGB`);
    const { photo } = photoOfSamples({ width: info.width, height: info.height, channels: 3, values: data });
    return { photo, rgb: data, width, height };
  } catch (cause) {
    throw damaged(path, cause);
  }
}

function scaled({ x, y, width, height, confidence }: FoundFace, scale: number): FoundFace {
  const pixels = (value: number): number => Math.round(value * scale);
  return { x: pixels(x), y: pixels(y), width: pixels(width), height: pixels(height), confidence: Number(confidence.toFixed(3)) };
}

async function writeThumbnail(rgb: Uint8Array, { width, height }: Photo, to: string): Promise<void> {
  const bytes = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize({ width: thumbnailSide, height: thumbnailSide, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 80, effort: 0 })
    .toBuffer();
  await write(to, bytes);
}

async function crop({ photo: file, box, shortSide, to }: Extract<LookCall, { kind: 'crop' }>): Promise<{ failed: string | null }> {
  const status = await stat(file.path).catch(() => undefined);
  if (status?.size !== file.bytes || status.mtimeMs !== file.modifiedMs) {
    return { failed: status === undefined ? `"${file.path}" is gone.` : `"${file.path}" has changed since it was looked at.` };
  }
  try {
    await write(to, await cutOut(file.path, box, shortSide));
    return { failed: null };
  } catch (error) {
    if (!(error instanceof AppFailure) || error.code === 'disk-full') throw error;
    return { failed: error.message };
  }
}

async function cutOut(path: string, box: Rectangle, shortSide: number): Promise<Buffer> {
  const short = Math.min(box.width, box.height);
  const kept = Math.min(1, shortSide / short);
  const { photo, width } = await decode(path, () => kept);
  const scale = photo.width / width;
  const place = (value: number): number => Math.round(value * scale);
  const sides = { width: Math.max(1, place(box.width)), height: Math.max(1, place(box.height)) };
  const part = cropPhoto(photo, { x: place(box.x), y: place(box.y), ...sides });
  const [w, h] = [Math.max(16, Math.round(box.width * kept)), Math.max(16, Math.round(box.height * kept))];
  const picture = part.width === w && part.height === h ? part : resizePhoto(part, w, h);
  const rgb = Uint8Array.from(picture.rgb, (value) => Math.round((Math.min(1, Math.max(-1, value)) + 1) * 127.5));
  return sharp(rgb, { raw: { width: w, height: h, channels: 3 } }).png({ compressionLevel: 3 }).toBuffer();
}

/** Of the cache: what is lost can be made again, so a plain write will do. */
async function write(to: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(to, bytes, { mode: 0o600 });
  } catch (cause) {
    const full = cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT');
    const why = full ? 'there is no room left for them; free some space' : 'the system would not let them be; try again';
    throw new AppFailure('disk-full', `The pictures that teaching needs cannot be written: ${why}.`, { cause });
  }
}
