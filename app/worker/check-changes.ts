import type { Mark } from '../contract/marks.ts';
import { writeFileAtomically } from '../../models/node/atomic-file.ts';
import { readPhoto } from '../../models/node/photo-file.ts';
import { sharp } from '../../models/node/sharp.ts';
import { luma } from '../../models/photo/colour.ts';
import type { Photo } from '../../models/photo/photo.ts';
import { maskOfMarks } from './mask-of-marks.ts';

/** What was to change: what marks cover, everything, or what lies around the old picture. */
export type MeantToChange =
  | { readonly kind: 'marked'; readonly layers: readonly (readonly Mark[])[]; readonly stamps: Readonly<Record<string, string>> }
  | { readonly kind: 'everything' }
  | { readonly kind: 'around'; readonly left: number; readonly top: number };

export interface Changes {
  readonly toKeep: number;
  readonly changedOutside: number;
  readonly changedInside: number;
  /** In steps of 255; of pictures of one size. */
  readonly lightChange: number;
}

const longestMapSide = 2048;

/**
 * Compares two pictures pixel by pixel, without any tolerance, and draws where they differ.
 * @param input.map where the picture of the changes goes: white, opaque where a pixel changed
 * @throws AppFailure of reading and writing
 */
export async function checkChanges(input: {
  readonly before: string;
  readonly after: string;
  readonly meant: MeantToChange;
  readonly map: string;
}): Promise<Changes> {
  const [before, after] = [(await readPhoto(input.before)).photo, (await readPhoto(input.after)).photo];
  const open = await openPixels(input.meant, before, after);
  const changed = changedPixels(before, after, input.meant);
  const counts = { toKeep: 0, changedOutside: 0, changedInside: 0 };
  for (let i = 0; i < changed.length; i++) {
    if (open[i] === 0) counts.toKeep++;
    if (changed[i] === 1) counts[open[i] === 0 ? 'changedOutside' : 'changedInside']++;
  }
  await writeMap(input.map, changed, after.width, after.height);
  return { ...counts, lightChange: lightChange(before, after) };
}

/** [H*W] of the picture after: 1 where it may differ. */
async function openPixels(meant: MeantToChange, before: Photo, after: Photo): Promise<Uint8Array> {
  const open = new Uint8Array(after.width * after.height);
  if (meant.kind === 'everything') return open.fill(1);
  if (meant.kind === 'around') {
    open.fill(1);
    for (let y = 0; y < before.height; y++) {
      const from = (meant.top + y) * after.width + meant.left;
      open.fill(0, from, from + before.width);
    }
    return open;
  }
  for (const marks of meant.layers) {
    const { hole } = await maskOfMarks(marks, after, meant.stamps);
    for (let i = 0; i < open.length; i++) if ((hole[i] as number) > 0) open[i] = 1;
  }
  return open;
}

/** [H*W] of the picture after: 1 where any of a pixel's values differs; what lies outside of the picture before is new. */
function changedPixels(before: Photo, after: Photo, meant: MeantToChange): Uint8Array {
  const changed = new Uint8Array(after.width * after.height).fill(1);
  const [left, top] = meant.kind === 'around' ? [meant.left, meant.top] : [0, 0];
  for (let y = 0; y < Math.min(before.height, after.height - top); y++) {
    for (let x = 0; x < Math.min(before.width, after.width - left); x++) {
      const at = (top + y) * after.width + left + x;
      if (sameColour(before.rgb, 3 * (y * before.width + x), after.rgb, 3 * at)) changed[at] = 0;
    }
  }
  return changed;
}

function sameColour(a: Float32Array, atA: number, b: Float32Array, atB: number): boolean {
  return a[atA] === b[atB] && a[atA + 1] === b[atB + 1] && a[atA + 2] === b[atB + 2];
}

function lightChange(before: Photo, after: Photo): number {
  if (before.width !== after.width || before.height !== after.height) return 0;
  const [old, now] = [luma(before), luma(after)];
  let largest = 0;
  for (let i = 0; i < old.length; i++) largest = Math.max(largest, Math.abs((old[i] as number) - (now[i] as number)));
  return Math.round(largest * 127.5 * 100) / 100;
}

/** A single changed pixel stays visible, however much the map is smaller than the photo. */
async function writeMap(path: string, changed: Uint8Array, width: number, height: number): Promise<void> {
  const cell = Math.max(1, Math.ceil(Math.max(width, height) / longestMapSide));
  const across = Math.ceil(width / cell);
  const down = Math.ceil(height / cell);
  const samples = new Uint8Array(across * down * 2);
  for (let i = 0; i < samples.length; i += 2) samples[i] = 255;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (changed[i] === 1) samples[2 * (Math.floor(y / cell) * across + Math.floor(x / cell)) + 1] = 255;
    }
  }
  await writeFileAtomically(path, await sharp(samples, { raw: { width: across, height: down, channels: 2 } }).toColourspace('b-w').png().toBuffer());
}
