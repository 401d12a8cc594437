import { y0From } from '../diffusion/prediction.ts';
import { noised } from '../diffusion/process.ts';
import { cropPhoto } from '../photo/crop.ts';
import { createPhoto, type Photo } from '../photo/photo.ts';
import { resizePhoto } from '../photo/resize.ts';
import { Random } from '../random.ts';
import type { TaskNetwork } from '../tasks/restore.ts';
import type { Drawing, StoredPhoto } from '../training/batch.ts';

/** Fractions of the chain at which each picture is looked at: from a little noise to almost nothing but noise. */
const levels = [0.25, 0.5, 0.75, 0.95];

/**
 * How far the network's guess of the clean picture is from the truth: mean square over pixels and levels, one number a
 * picture. Damage, noise and levels belong to a picture's place, so that two looks differ only by the weights.
 * @param pictures any size; the middle square is looked at
 * @param predict of the network at `drawing.recipe.side`
 * @param first place of the first of these pictures among all
 */
export async function validationLosses(
  pictures: readonly StoredPhoto[],
  drawing: Drawing,
  predict: TaskNetwork['predict'],
  first = 0,
): Promise<number[]> {
  const losses: number[] = [];
  for (const [i, stored] of pictures.entries()) {
    const random = Random.fromSeed(first + i).fork(1);
    const { x, y0, hole } = drawing.task.damage(middleSquare(stored, drawing.recipe.side), random);
    const gammas = levels.map((level) => Math.fround(drawing.gammas[Math.round(level * (drawing.gammas.length - 1))] as number));
    const shown = gammas.map((gamma) => {
      const yt = noised(y0, random.gaussian(new Float32Array(y0.length)), gamma);
      // The network sees known pixels clean.
      return hole === undefined ? yt : yt.map((value, at) => (hole[at % hole.length] === 0 ? (y0[at] as number) : value));
    });
    const f = await predict(repeated(x, levels.length), joined(shown), Float32Array.from(gammas));
    let sum = 0;
    shown.forEach((yt, k) => {
      const guess = y0From(drawing.prediction, f.slice(k * y0.length, (k + 1) * y0.length), yt, gammas[k] as number);
      sum += meanSquare(guess, y0, hole);
    });
    losses.push(sum / levels.length);
  }
  return losses;
}

/** The middle square of a stored photo, at the network's side. */
export function middleSquare({ width, height, rgb }: StoredPhoto, side: number): Photo {
  const square = Math.min(width, height);
  const photo = createPhoto(width, height);
  for (let i = 0; i < rgb.length; i++) photo.rgb[i] = (rgb[i] as number) / 127.5 - 1;
  return resizePhoto(cropPhoto(photo, { x: (width - square) >> 1, y: (height - square) >> 1, width: square, height: square }), side, side);
}

function meanSquare(guess: Float32Array, truth: Float32Array, hole: Float32Array | undefined): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < truth.length; i++) {
    if (hole !== undefined && hole[i % hole.length] === 0) continue;
    sum += ((guess[i] as number) - (truth[i] as number)) ** 2;
    count++;
  }
  return sum / count;
}

function repeated(values: Float32Array, times: number): Float32Array {
  return joined(Array.from({ length: times }, () => values));
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let to = 0;
  for (const part of parts) {
    all.set(part, to);
    to += part.length;
  }
  return all;
}
