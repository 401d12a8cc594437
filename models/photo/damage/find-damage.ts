import { luma } from '../colour.ts';
import { createMask, type HoleMask, type Photo } from '../photo.ts';
import { resizeMask, resizePhoto } from '../resize.ts';
import { findDust } from './find-dust.ts';
import { findLines } from './find-lines.ts';

/** Larger photos are looked at reduced to this many pixels: an answer takes seconds, and a scratch that is seen is still a pixel. */
const mostPixels = 1_200_000;
/** Lines this much broader are looked for in a picture this much smaller. */
const coarser = 4;

/**
 * Scratches, dust, creases and tears of an old photo, as a mask to edit. It errs on the side of finding too little: a mast or
 * a telephone wire that is taken for a scratch would be painted away.
 *
 * - scratches: thin lines, much brighter or darker than what is around, long and straight
 * - creases and tears: the same four times as broad, across a good part of the photo
 * - dust: small specks where the photo is smooth
 *
 * @returns null if there is nothing to repair
 */
export function findDamage(photo: Photo): HoleMask | null {
  const { width, height } = photo;
  const scale = Math.min(1, Math.sqrt(mostPixels / (width * height)));
  const seen = scale === 1 ? photo : resizePhoto(photo, Math.round(width * scale), Math.round(height * scale));
  const light = lightOf(seen);
  const short = Math.min(seen.width, seen.height);
  const found = createMask(seen.width, seen.height);
  const lines = findLines(light, seen.width, seen.height, { leastLength: Math.max(40, 0.1 * short), contrast: 24, straightness: 0.18 });
  const dust = findDust(light, seen.width, seen.height);
  for (const at of [...lines, ...dust]) mark(found, at.pixels, 2);
  if (short / coarser >= 64) markBands(found, seen);
  if (!found.hole.includes(1)) return null;
  return scale === 1 ? found : resizeMask(found, width, height);
}

function markBands(found: HoleMask, photo: Photo): void {
  const small = resizePhoto(photo, Math.round(photo.width / coarser), Math.round(photo.height / coarser));
  const bands = findLines(lightOf(small), small.width, small.height, {
    leastLength: 0.5 * Math.min(small.width, small.height),
    contrast: 45,
    straightness: 0.05,
  });
  const drawn = createMask(small.width, small.height);
  for (const { pixels } of bands) mark(drawn, pixels, 1);
  const { hole } = resizeMask(drawn, photo.width, photo.height);
  for (let i = 0; i < hole.length; i++) if ((hole[i] as number) >= 0.5) found.hole[i] = 1;
}

/** 0 .. 255. */
function lightOf(photo: Photo): Float32Array {
  return luma(photo).map((value) => 127.5 * (value + 1));
}

/** With a rim, because damage is blurred at its edges. */
function mark({ width, height, hole }: HoleMask, pixels: Int32Array, rim: number): void {
  for (const at of pixels) {
    const x = at % width;
    const y = (at - x) / width;
    for (let row = Math.max(0, y - rim); row <= Math.min(height - 1, y + rim); row++) {
      hole.fill(1, row * width + Math.max(0, x - rim), row * width + Math.min(width - 1, x + rim) + 1);
    }
  }
}
