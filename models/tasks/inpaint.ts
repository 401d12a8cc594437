import { AppFailure } from '../failure.ts';
import { cropMask } from '../photo/crop.ts';
import { centreSquareHole, freeFormHole, rectangleHole } from '../photo/holes.ts';
import type { HoleMask, Photo } from '../photo/photo.ts';
import { toPlanar } from '../photo/planar.ts';
import type { Random } from '../random.ts';
import { callsOfPlan, fillHoles } from './fill.ts';
import { withHoleNoise } from './hole-noise.ts';
import { planHoles } from './hole-plan.ts';
import { portraitsIn } from './portraits.ts';
import type { RestoreOptions, RestoreProgress, Restorer } from './restore.ts';
import { settle } from './settings.ts';
import { Tally } from './tally.ts';
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

/**
 * Fills the holes of a photo of any size. Every pixel where the mask is 0 is the photo's own, to the bit; the filling
 * meets it without a seam, and where the mask is between 0 and 1 the two are mixed. Where the restorer has someone for
 * faces, and a hole reaches into one that is found, they fill.
 * @throws AppFailure 'mask-size', 'mask-empty', 'option-invalid' (a mask that leaves nothing), 'model-unsuitable',
 *   'cancelled', 'engine-failed'
 */
export async function* inpaint(
  photo: Photo,
  mask: HoleMask,
  restorer: Restorer,
  options: RestoreOptions = {},
): AsyncGenerator<RestoreProgress, Photo> {
  refuseUnfit(photo, mask);
  settle(restorer, options, ['inpaint']); // refuses another task's model before anything is looked for
  const filler = await fillerOf(photo, mask, restorer);
  const settings = settle(filler, options, ['inpaint']);
  const { side } = filler.network;
  const plan = planHoles(mask, side, filler === restorer ? restorer.manifest.subject : 'faces');
  return yield* fillHoles(photo, mask, plan, filler, settings, new Tally(callsOfPlan(plan, side, settings)));
}

/** Who learned faces, where a hole reaches into a portrait. */
async function fillerOf(photo: Photo, mask: HoleMask, restorer: Restorer): Promise<Restorer> {
  if (restorer.faces === undefined) return restorer;
  const portraits = portraitsIn(await restorer.faces.find(photo));
  return portraits.some((box) => cropMask(mask, box).hole.some((value) => value > 0)) ? restorer.faces.open() : restorer;
}

function refuseUnfit(photo: Photo, mask: HoleMask): void {
  if (mask.width !== photo.width || mask.height !== photo.height) {
    const sizes = `The mask is ${mask.width}x${mask.height} pixels and the photo ${photo.width}x${photo.height}`;
    throw new AppFailure('mask-size', `${sizes}; save the mask at the size of the photo, white where it is to be restored.`);
  }
  if (mask.hole.every((value) => value <= 0)) {
    throw new AppFailure('mask-empty', 'There is nothing to restore: the mask is empty. Paint white what is to be restored.');
  }
  if (mask.hole.every((value) => value > 0)) {
    throw new AppFailure('option-invalid', 'The mask covers the whole photo and leaves nothing to go by; cover only what is damaged.');
  }
}
