import { greyOf } from '../photo/colour.ts';
import { cropPhoto } from '../photo/crop.ts';
import { centreSquareHole, sideHole } from '../photo/holes.ts';
import { jpegDamage } from '../photo/jpeg-damage.ts';
import { createPhoto, type HoleMask, type Photo, type Rectangle } from '../photo/photo.ts';
import type { Random } from '../random.ts';
import { onAgedLight } from '../tasks/aged.ts';
import { colorize } from '../tasks/colorize.ts';
import { inpaint } from '../tasks/inpaint.ts';
import { cleanJpeg } from '../tasks/jpeg.ts';
import type { RestoreOptions, RestoreProgress, Restorer } from '../tasks/restore.ts';
import type { TaskId } from '../tasks/task.ts';
import { uncrop } from '../tasks/uncrop.ts';

/** An undamaged photo with damage of a kind that people bring. */
export interface Damaged {
  /** What a perfect restoration would give. */
  readonly truth: Photo;
  /** What is seen if nothing is done, of the photo's size: grey, compressed, or the mean of the known pixels in the hole. */
  readonly shown: Photo;
  /** Where the photo is unknown; undefined = everywhere a little. */
  readonly hole: HoleMask | undefined;
  /** The task as a person uses it. */
  restore(restorer: Restorer, options: RestoreOptions): AsyncGenerator<RestoreProgress, Photo>;
}

/**
 * The damage a task is judged on. colorize: grey. inpaint: the study's square near the centre, 20 to 30 % of the area.
 * uncrop: 20 to 50 % of the area gone at one side or all around. jpeg: saved at Palette's qualities 5 to 30.
 * @param photo square @param random the photo's own: the same damage for every model
 * @param old colorize: what is coloured has aged besides, and the truth is the true colours on that light
 */
export function damaged(task: TaskId, photo: Photo, random: Random, old = false): Damaged {
  switch (task) {
    case 'colorize': {
      const truth = old ? onAgedLight(photo, random).photo : photo;
      const grey = greyOf(truth);
      return { truth, shown: grey, hole: undefined, restore: (restorer, options) => colorize(grey, restorer, options) };
    }
    case 'inpaint': {
      const hole = centreSquareHole(photo.width, random);
      const holed = withMeanInside(photo, hole);
      return { truth: photo, shown: holed, hole, restore: (restorer, options) => inpaint(holed, hole, restorer, options) };
    }
    case 'uncrop': {
      const hole = sideHole(photo.width, random);
      const kept = knownBox(hole);
      const margins = { left: kept.x, top: kept.y, right: photo.width - kept.x - kept.width, bottom: photo.height - kept.y - kept.height };
      const crop = cropPhoto(photo, kept);
      const shown = withMeanInside(photo, hole);
      return { truth: photo, shown, hole, restore: (restorer, options) => uncrop(crop, margins, restorer, options) };
    }
    case 'jpeg': {
      const compressed = jpegDamage(photo, 5 + random.integer(26));
      return { truth: photo, shown: compressed, hole: undefined, restore: (restorer, options) => cleanJpeg(compressed, restorer, options) };
    }
  }
}

/** The hole filled with the mean colour of what is around it: nothing of the truth inside reaches the model. */
function withMeanInside({ width, height, rgb }: Photo, { hole }: HoleMask): Photo {
  const mean = [0, 1, 2].map((channel) => {
    let [sum, count] = [0, 0];
    for (let i = 0; i < hole.length; i++) {
      if (hole[i] !== 0) continue;
      sum += rgb[3 * i + channel] as number;
      count++;
    }
    return sum / count;
  });
  return createPhoto(width, height, rgb.map((value, i) => (hole[Math.floor(i / 3)] === 0 ? value : (mean[i % 3] as number))));
}

/** What a hole along the border leaves. */
function knownBox({ width, hole }: HoleMask): Rectangle {
  const first = hole.indexOf(0);
  const last = hole.lastIndexOf(0);
  const [x, y] = [first % width, Math.floor(first / width)];
  return { x, y, width: (last % width) - x + 1, height: Math.floor(last / width) - y + 1 };
}
