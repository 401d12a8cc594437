import { cropPhoto } from '../photo/crop.ts';
import { inTone, oneTone, type Tone } from '../photo/one-tone.ts';
import { pasteHole } from '../photo/paste.ts';
import { createMask, createPhoto, type HoleMask, type Photo, type Rectangle } from '../photo/photo.ts';
import { toPlanar } from '../photo/planar.ts';
import { resizePhoto } from '../photo/resize.ts';
import { canvasSize, layCanvas, layHoledCanvas, liftCanvas } from './canvas.ts';
import { dilated } from './dilated.ts';
import { withHoleNoise } from './hole-noise.ts';
import type { Look, Stage } from './hole-plan.ts';
import { Preview } from './preview.ts';
import type { RestoreProgress, Restorer } from './restore.ts';
import { callsOf, sample } from './sample.ts';
import type { Settings } from './settings.ts';
import type { Tally } from './tally.ts';
import { windowsOf } from './windowed.ts';

/** Network calls that a plan takes. */
export function callsOfPlan(plan: readonly Stage[], side: number, settings: Settings): number {
  return plan.reduce((sum, stage) => sum + stage.looks.reduce((calls, look) => calls + callsOfLook(look, stage, side, settings), 0), 0);
}

/**
 * Fills the holes of a mask by a plan. Pixels where the mask is 0 are the photo's own, to the bit; where it is between 0
 * and 1 the photo shines through. What is filled in a photo without colours, grey or sepia, has its tone.
 */
export async function* fillHoles(
  photo: Photo,
  mask: HoleMask,
  plan: readonly Stage[],
  restorer: Restorer,
  settings: Settings,
  tally: Tally,
): AsyncGenerator<RestoreProgress, Photo> {
  const filled = createPhoto(photo.width, photo.height, photo.rgb.slice());
  const work: Work = { photo, mask, filled, unknown: new Uint8Array(mask.hole.length), tone: oneTone(photo, mask) };
  const preview = new Preview(photo, mask);
  markUnknown(work, { x: 0, y: 0, width: mask.width, height: mask.height });
  for (const stage of plan) {
    if (stage.drafted) markUnknown(work, stage.box);
    for (const look of stage.looks) {
      // Boxes of two holes may overlap: what another look settled is not looked at again.
      if (!isUnknown(work, look.cell)) {
        tally.skip(callsOfLook(look, stage, restorer.network.side, settings));
        continue;
      }
      yield* fillRegion(work, look, stage.drafted, restorer, settings, tally, preview);
      eachRow(work.unknown, mask.width, look.cell, (row) => row.fill(0));
    }
  }
  mixSoft(work);
  return work.filled;
}

interface Work {
  readonly photo: Photo;
  readonly mask: HoleMask;
  readonly filled: Photo;
  /** [H*W] 1 = still to be filled. */
  readonly unknown: Uint8Array;
  /** Of a photo that has no colours. */
  readonly tone: Tone | undefined;
}

/** One block of two Haar levels at 256. */
function rimOf(side: number): number {
  return Math.max(1, Math.round(side / 64));
}

async function* fillRegion(
  work: Work,
  { region }: Look,
  drafted: boolean,
  restorer: Restorer,
  settings: Settings,
  tally: Tally,
  preview: Preview,
): AsyncGenerator<RestoreProgress, void> {
  const { side } = restorer.network;
  const part = cropPhoto(work.filled, region);
  const unknown = unknownIn(work, region);
  const canvas = layHoledCanvas(part, unknown, side);
  const { width, height } = canvas.photo;
  const y0 = toPlanar(canvas.photo);
  // A rim of known pixels is left to the network as well: its answer there tells how far off its tint is.
  const hole = dilated(canvas.hole, width, height, rimOf(side));
  const scene = {
    x: withHoleNoise(y0, hole, settings.random),
    width,
    height,
    known: { y0, hole },
    draft: drafted ? toPlanar(layCanvas(part, side).photo) : undefined,
  };
  const lift = (estimate: Float32Array): Photo => {
    const lifted = liftCanvas(estimate, canvas);
    return work.tone === undefined ? lifted : inTone(lifted, work.tone);
  };
  const show = (estimate: Float32Array): Photo => preview.show(lift(estimate), region);
  const sampling = sample(scene, restorer, settings);
  const found = yield* tally.report(sampling, windowsOf(width, height, side).length, show);
  pasteInto(work, part, unknown, resizePhoto(lift(found), region.width, region.height), region);
}

/** Writes unknown pixels only, shifted so that they meet what is known: at the rim the network's answer is compared with it. */
function pasteInto({ filled }: Work, part: Photo, unknown: Float32Array, fill: Photo, region: Rectangle): void {
  const whole = { x: 0, y: 0, width: region.width, height: region.height };
  const pasted = pasteHole(part, fill, createMask(region.width, region.height, unknown), whole);
  for (let y = 0, i = 0; y < region.height; y++) {
    let to = ((region.y + y) * filled.width + region.x) * 3;
    for (let x = 0; x < region.width; x++, i++, to += 3) {
      if (unknown[i] === 0) continue;
      for (let c = 0; c < 3; c++) filled.rgb[to + c] = pasted.rgb[3 * i + c] as number;
    }
  }
}

/** Only at the end: until then a look must see its neighbours' filling whole. */
function mixSoft({ photo, mask, filled }: Work): void {
  for (let pixel = 0; pixel < mask.hole.length; pixel++) {
    const share = mask.hole[pixel] as number;
    if (share <= 0 || share >= 1) continue;
    for (let i = 3 * pixel; i < 3 * pixel + 3; i++) {
      filled.rgb[i] = (1 - share) * (photo.rgb[i] as number) + share * (filled.rgb[i] as number);
    }
  }
}

function callsOfLook({ region }: Look, { drafted }: Stage, side: number, settings: Settings): number {
  return callsOf(canvasSize(region.width, region.height, side), drafted, side, settings);
}

function isUnknown({ unknown, mask }: Work, cell: Rectangle): boolean {
  let found = false;
  eachRow(unknown, mask.width, cell, (row) => (found ||= row.includes(1)));
  return found;
}

function unknownIn({ unknown, mask }: Work, region: Rectangle): Float32Array {
  const cut = new Float32Array(region.width * region.height);
  eachRow(unknown, mask.width, region, (row, y) => cut.set(row, y * region.width));
  return cut;
}

function markUnknown({ unknown, mask }: Work, box: Rectangle): void {
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let i = y * mask.width + box.x; i < y * mask.width + box.x + box.width; i++) if ((mask.hole[i] as number) > 0) unknown[i] = 1;
  }
}

function eachRow(values: Uint8Array, width: number, box: Rectangle, act: (row: Uint8Array, y: number) => void): void {
  for (let y = 0; y < box.height; y++) {
    const from = (box.y + y) * width + box.x;
    act(values.subarray(from, from + box.width), y);
  }
}
