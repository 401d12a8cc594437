import { AppFailure } from '../failure.ts';
import { cropPhoto } from '../photo/crop.ts';
import { sideHole } from '../photo/holes.ts';
import { createMask, type HoleMask, type Photo } from '../photo/photo.ts';
import { toPlanar } from '../photo/planar.ts';
import type { Random } from '../random.ts';
import { callsOfPlan, fillHoles } from './fill.ts';
import { withHoleNoise } from './hole-noise.ts';
import { planHoles } from './hole-plan.ts';
import type { RestoreOptions, RestoreProgress, Restorer } from './restore.ts';
import { settle } from './settings.ts';
import { Tally } from './tally.ts';
import type { Pair, TaskDefinition } from './task.ts';

/** Continue a photo beyond its borders. */
export const uncropTask: TaskDefinition = { id: 'uncrop', damage };

function damage(photo: Photo, random: Random): Pair {
  const y0 = toPlanar(photo);
  const { hole } = sideHole(photo.width, random);
  return { x: withHoleNoise(y0, hole, random), y0, hole };
}

/** Pixels to add at each side, whole numbers from 0. */
export interface Margins {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Continues a photo beyond its borders; the photo lies in the result to the bit. Margins wider than what a network
 * learned to fill at once grow in rounds, each of which sees what the last one filled. Takes a model that learned to
 * uncrop, or to inpaint: a margin is a hole at the border.
 * @throws AppFailure 'option-invalid' for margins that add nothing, 'model-unsuitable', 'cancelled', 'engine-failed'
 */
export async function* uncrop(
  photo: Photo,
  margins: Margins,
  restorer: Restorer,
  options: RestoreOptions = {},
): AsyncGenerator<RestoreProgress, Photo> {
  const settings = settle(restorer, options, ['uncrop', 'inpaint']);
  const { side } = restorer.network;
  refuseUnfit(photo, margins);
  const rounds = roundsOf(photo, margins).map(({ size, added }) => ({ size, added, plan: planHoles(marginMask(size, added), side) }));
  const tally = new Tally(rounds.reduce((calls, { plan }) => calls + callsOfPlan(plan, side, settings), 0));
  let grown = photo;
  for (const { size, added, plan } of rounds) {
    const canvas = cropPhoto(grown, { x: -added.left, y: -added.top, ...size });
    grown = yield* fillHoles(canvas, marginMask(size, added), plan, restorer, settings, tally);
  }
  return grown;
}

/** As many as reading takes: a result that could not be opened again is no use. */
const largestPixels = 60_000_000;

function refuseUnfit({ width, height }: Size, { left, top, right, bottom }: Margins): void {
  const all = [left, top, right, bottom];
  if (!all.every((margin) => Number.isInteger(margin) && margin >= 0)) {
    throw new AppFailure('option-invalid', 'Margins are whole numbers of pixels, 0 or more.');
  }
  if (all.every((margin) => margin === 0)) {
    throw new AppFailure('option-invalid', 'There is nothing to add: give at least one side a margin of 1 pixel or more.');
  }
  const [across, down] = [width + left + right, height + top + bottom];
  if (across * down > largestPixels) {
    throw new AppFailure('photo-too-large', `The photo would grow to ${across} x ${down} pixels, more than the 60 megapixels Heirloom takes: choose smaller margins.`);
  }
}

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Round {
  /** The photo's after this round. */
  readonly size: Size;
  readonly added: Margins;
}

/** In training at most half of a picture is margin: a round doubles the photo at one side, or adds 30 % at each of several. */
function roundsOf({ width, height }: Size, wanted: Margins): Round[] {
  const sides = Object.values(wanted).filter((margin) => margin > 0).length;
  if (sides === 0) return [];
  const share = sides === 1 ? 1 : 0.3;
  const across = Math.max(1, Math.floor(share * width));
  const down = Math.max(1, Math.floor(share * height));
  const added = {
    left: Math.min(wanted.left, across),
    top: Math.min(wanted.top, down),
    right: Math.min(wanted.right, across),
    bottom: Math.min(wanted.bottom, down),
  };
  const size = { width: width + added.left + added.right, height: height + added.top + added.bottom };
  const rest = {
    left: wanted.left - added.left,
    top: wanted.top - added.top,
    right: wanted.right - added.right,
    bottom: wanted.bottom - added.bottom,
  };
  return [{ size, added }, ...roundsOf(size, rest)];
}

/** 1 all around the photo. */
function marginMask({ width, height }: Size, { left, top, right, bottom }: Margins): HoleMask {
  const mask = createMask(width, height);
  mask.hole.fill(1);
  for (let y = top; y < height - bottom; y++) mask.hole.fill(0, y * width + left, (y + 1) * width - right);
  return mask;
}
