import { chroma, luma, mergeLumaChroma } from '../photo/colour.ts';
import type { Photo } from '../photo/photo.ts';
import { toPlanar } from '../photo/planar.ts';
import type { Random } from '../random.ts';
import { aged } from './aged.ts';
import type { Pair, TaskDefinition } from './task.ts';

/** Give a grey photo its colours. */
export const colorizeTask: TaskDefinition = { id: 'colorize', damage };

/** Every other grey is aged, and the picture with it: the light is given in use, so the network need not guess what it once was. */
function damage(photo: Photo, random: Random): Pair {
  const grey = luma(photo);
  if (random.uniform() < 0.5) return { x: threeTimes(grey), y0: toPlanar(photo), hole: undefined };
  const light = aged(grey, random);
  return { x: threeTimes(light), y0: toPlanar(mergeLumaChroma(light, chroma(photo), photo.width, photo.height)), hole: undefined };
}

/** [H*W] as planar [3,H,W]. */
function threeTimes(plane: Float32Array): Float32Array {
  const planar = new Float32Array(3 * plane.length);
  for (let channel = 0; channel < 3; channel++) planar.set(plane, channel * plane.length);
  return planar;
}
