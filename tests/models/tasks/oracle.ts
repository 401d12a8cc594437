import type { Manifest } from '../../../models/checkpoint/manifest.ts';
import { epsFrom, targetOf, type Prediction } from '../../../models/diffusion/prediction.ts';
import { palette } from '../../../models/diffusion/schedule.ts';
import { cropPhoto } from '../../../models/photo/crop.ts';
import { createPhoto, type Photo } from '../../../models/photo/photo.ts';
import { toPlanar } from '../../../models/photo/planar.ts';
import type { RestoreProgress, Restorer } from '../../../models/tasks/restore.ts';
import type { TaskId } from '../../../models/tasks/task.ts';

/** What weights that have learned everything would say of one window: its y0, from all that the network is shown. */
type Truth = (x: Float32Array, yt: Float32Array, window: number) => Float32Array;

/** Stands for learned weights, and for nothing else: everything around them is real. */
export function oracle(
  task: TaskId,
  truth: Truth,
  { side = 32, prediction = 'y0', defaults = {} }: { side?: number; prediction?: Prediction; defaults?: Partial<Manifest['defaults']> } = {},
): Restorer & { readonly batches: number[] } {
  const batches: number[] = [];
  const values = 3 * side * side;
  let seen = 0;
  return {
    batches,
    manifest: { id: 'oracle', task, schedule: palette, prediction, defaults: { sampler: 'ddim', steps: 5, ...defaults } },
    network: {
      side,
      predict: async (x, yt, gamma) => {
        batches.push(gamma.length);
        const f = new Float32Array(x.length);
        for (let i = 0; i < gamma.length; i++) {
          const at = (planar: Float32Array): Float32Array => planar.subarray(i * values, (i + 1) * values);
          const y0 = truth(at(x), at(yt), seen++);
          f.set(targetOf(prediction, y0, epsFrom(y0, at(yt), gamma[i]!), gamma[i]!), i * values);
        }
        return f;
      },
    },
  };
}

/** Runs a restoration to its end. */
export async function finish(run: AsyncGenerator<RestoreProgress, Photo>): Promise<{ photo: Photo; progress: RestoreProgress[] }> {
  const progress: RestoreProgress[] = [];
  for (;;) {
    const turn = await run.next();
    if (turn.done === true) return { photo: turn.value, progress };
    progress.push(turn.value);
  }
}

/** Where y_t is the condition itself the pixel is known: [side*side] of true and false. */
function knownPixels(x: Float32Array, yt: Float32Array): boolean[] {
  return Array.from({ length: x.length / 3 }, (_, pixel) => x[pixel] === yt[pixel]);
}

/** Recognises which part of `photo` a window at full resolution shows by its first known pixel, and knows the rest. */
export function recognising(photo: Photo): Truth {
  const places = new Map<number, number>();
  for (let pixel = 0; pixel < photo.width * photo.height; pixel++) places.set(photo.rgb[3 * pixel]!, pixel);
  return (x, yt) => {
    const side = Math.sqrt(x.length / 3);
    const known = knownPixels(x, yt);
    // Two pixels may share a red: the first place that explains all known pixels is the right one.
    for (let pixel = 0; pixel < known.length; pixel++) {
      const place = known[pixel] === true ? places.get(x[pixel]!) : undefined;
      if (place === undefined) continue;
      const left = (place % photo.width) - (pixel % side);
      const top = Math.floor(place / photo.width) - Math.floor(pixel / side);
      if (left < 0 || top < 0 || left + side > photo.width || top + side > photo.height) continue;
      const y0 = toPlanar(cropPhoto(photo, { x: left, y: top, width: side, height: side }));
      if (known.every((is, i) => !is || y0[i] === x[i])) return y0;
    }
    throw new Error('The window shows nothing that is known.');
  };
}

/** Knows that every photo is a plane in each channel, and fits it to the known pixels by least squares. */
export const planes: Truth = (x, yt) => {
  const side = Math.sqrt(x.length / 3);
  const known = knownPixels(x, yt);
  const y0 = new Float32Array(x.length);
  for (let channel = 0; channel < x.length; channel += side * side) {
    const sums = new Float64Array(9);
    for (let i = 0; i < known.length; i++) {
      if (known[i] !== true) continue;
      const [u, v, value] = [i % side, Math.floor(i / side), x[channel + i]!];
      sums[0]! += 1;
      sums[1]! += u;
      sums[2]! += v;
      sums[3]! += u * u;
      sums[4]! += u * v;
      sums[5]! += v * v;
      sums[6]! += value;
      sums[7]! += u * value;
      sums[8]! += v * value;
    }
    const [a, b, c] = solvePlane(sums);
    for (let i = 0; i < side * side; i++) y0[channel + i] = a + b * (i % side) + c * Math.floor(i / side);
  }
  return y0;
};

/** Cramer's rule for the normal equations of value = a + b u + c v. */
function solvePlane([n, u, v, uu, uv, vv, f, fu, fv]: Float64Array): [a: number, b: number, c: number] {
  const m = [n, u, v, u, uu, uv, v, uv, vv] as number[];
  const whole = determinant(m);
  if (Math.abs(whole) < 1e-6) return [(f as number) / Math.max(1, n as number), 0, 0];
  const column = (at: number): number => determinant(m.map((value, i) => (i % 3 === at ? [f, fu, fv][Math.floor(i / 3)]! : value))) / whole;
  return [column(0), column(1), column(2)];
}

function determinant([a, b, c, d, e, f, g, h, i]: number[]): number {
  return a! * (e! * i! - f! * h!) - b! * (d! * i! - f! * g!) + c! * (d! * h! - e! * g!);
}

/** A photo that is a plane in each channel. */
export function planePhoto(width: number, height: number): Photo {
  const photo = createPhoto(width, height);
  for (let i = 0; i < photo.rgb.length; i++) {
    const [c, x, y] = [i % 3, Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    photo.rgb[i] = [-0.5, 0.6, 0.1][c]! + [0.9, -0.5, 0.3][c]! * (x / width) + [0.2, -0.6, -0.7][c]! * (y / height);
  }
  return photo;
}
