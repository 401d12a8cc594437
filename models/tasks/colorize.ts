import { luma } from '../photo/colour.ts';
import type { Photo } from '../photo/photo.ts';
import { toPlanar } from '../photo/planar.ts';
import type { Random } from '../random.ts';
import { aged } from './aged.ts';
import type { Pair, TaskDefinition } from './task.ts';

/** Give a grey photo its colours. */
export const colorizeTask: TaskDefinition = { id: 'colorize', damage };

/** Every other grey is aged: use takes the light from the photo itself, so y0 need not follow. */
function damage(photo: Photo, random: Random): Pair {
  const grey = luma(photo);
  return { x: threeTimes(random.uniform() < 0.5 ? aged(grey, random) : grey), y0: toPlanar(photo), hole: undefined };
}

/** [H*W] as planar [3,H,W]. */
function threeTimes(plane: Float32Array): Float32Array {
  const planar = new Float32Array(3 * plane.length);
  for (let channel = 0; channel < 3; channel++) planar.set(plane, channel * plane.length);
  return planar;
}
