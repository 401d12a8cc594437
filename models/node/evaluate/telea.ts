import { createRequire } from 'node:module';
import * as v from 'valibot';
import type { Rival } from '../../evaluation/evaluate.ts';
import { createPhoto, type HoleMask, type Photo } from '../../photo/photo.ts';

/** What is used of OpenCV.js; matrices lie in its own memory and are freed by hand. */
interface OpenCv {
  readonly CV_8UC1: number;
  readonly CV_8UC3: number;
  readonly INPAINT_TELEA: number;
  readonly Mat: new () => Mat;
  matFromArray(rows: number, columns: number, type: number, values: ArrayLike<number>): Mat;
  inpaint(source: Mat, mask: Mat, target: Mat, radius: number, method: number): void;
}

interface Mat {
  readonly data: Uint8Array;
  delete(): void;
}

const openCvSchema = v.looseObject({ Mat: v.custom<unknown>((value) => typeof value === 'function'), inpaint: v.custom<unknown>((value) => typeof value === 'function') });

/** Neighbourhood of a pixel that is filled, pixels: OpenCV's own example takes 3, larger ones only blur. */
const radius = 3;

/**
 * Telea 2004, "An image inpainting technique based on the fast marching method", as OpenCV has it: what could be done
 * before anything learned.
 * @returns undefined if OpenCV.js is not installed
 */
export async function openTelea(): Promise<Rival | undefined> {
  const loaded = await loadOpenCv();
  if (loaded === undefined) return undefined;
  return { name: 'Telea 2004', restore: ({ shown, hole }) => (hole === undefined ? shown : fill(loaded.cv, shown, hole)) };
}

const require = createRequire(import.meta.url);

/** In a box: some versions of the library have a method `then` of their own, which a promise would wait for in vain. */
async function loadOpenCv(): Promise<{ readonly cv: OpenCv } | undefined> {
  let loaded: unknown;
  try {
    loaded = require('@techstark/opencv-js');
  } catch {
    return undefined;
  }
  // It is a promise, or calls back, as it likes from version to version.
  const cv = loaded instanceof Promise ? ((await loaded) as unknown) : loaded;
  if (!v.is(openCvSchema, cv)) await started(cv as { onRuntimeInitialized: () => void });
  return { cv: cv as OpenCv };
}

async function started(cv: { onRuntimeInitialized: () => void }): Promise<void> {
  return new Promise((resolve) => (cv.onRuntimeInitialized = resolve));
}

function fill(cv: OpenCv, { width, height, rgb }: Photo, { hole }: HoleMask): Photo {
  const source = cv.matFromArray(height, width, cv.CV_8UC3, Array.from(rgb, (value) => Math.round((value + 1) * 127.5)));
  const mask = cv.matFromArray(height, width, cv.CV_8UC1, Array.from(hole, (value) => (value > 0 ? 255 : 0)));
  const target = new cv.Mat();
  cv.inpaint(source, mask, target, radius, cv.INPAINT_TELEA);
  const filled = Float32Array.from(target.data, (byte) => byte / 127.5 - 1);
  for (const mat of [source, mask, target]) mat.delete();
  // Known pixels stay as they are, to the bit.
  return createPhoto(width, height, rgb.map((value, i) => (hole[Math.floor(i / 3)] === 0 ? value : (filled[i] as number))));
}
