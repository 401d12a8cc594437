import { centreSquareHole, freeFormHole, rectangleHole } from '../photo/holes.ts';
import type { HoleMask, Photo } from '../photo/photo.ts';
import { toPlanar } from '../photo/planar.ts';
import type { Random } from '../random.ts';
import { withHoleNoise } from './hole-noise.ts';
import type { Pair, TaskDefinition } from './task.ts';

/** Fill a hole. */
export const inpaintTask: TaskDefinition = { id: 'inpaint', damage };

function damage(photo: Photo, random: Random): Pair {
  const y0 = toPlanar(photo);
  const { hole } = drawHole(photo.width, random);
  return { x: withHoleNoise(y0, hole, random), y0, hole };
}

/** Half of the time the study's square, else Palette's rectangles and free-form strokes, evenly. */
function drawHole(side: number, random: Random): HoleMask {
  const draw = random.integer(4);
  if (draw < 2) return centreSquareHole(side, random);
  return draw === 2 ? rectangleHole(side, random) : freeFormHole(side, random);
}
