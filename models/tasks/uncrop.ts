import { sideHole } from '../photo/holes.ts';
import type { Photo } from '../photo/photo.ts';
import { toPlanar } from '../photo/planar.ts';
import type { Random } from '../random.ts';
import { withHoleNoise } from './hole-noise.ts';
import type { Pair, TaskDefinition } from './task.ts';

/** Continue a photo beyond its borders. */
export const uncropTask: TaskDefinition = { id: 'uncrop', damage };

function damage(photo: Photo, random: Random): Pair {
  const y0 = toPlanar(photo);
  const { hole } = sideHole(photo.width, random);
  return { x: withHoleNoise(y0, hole, random), y0, hole };
}
