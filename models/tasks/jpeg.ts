import { jpegDamage } from '../photo/jpeg-damage.ts';
import type { Photo } from '../photo/photo.ts';
import { toPlanar } from '../photo/planar.ts';
import type { Random } from '../random.ts';
import type { Pair, TaskDefinition } from './task.ts';

/** Remove what saving as a JPEG of low quality did. */
export const jpegTask: TaskDefinition = { id: 'jpeg', damage };

/** Palette's qualities: 5 to 30 (Saharia et al. 2022, section 4.4). */
function damage(photo: Photo, random: Random): Pair {
  const quality = 5 + random.integer(26);
  return { x: toPlanar(jpegDamage(photo, quality)), y0: toPlanar(photo), hole: undefined };
}
