import { expect, test } from 'vitest';
import { type Damaged, damaged } from '../../../models/evaluation/damage.ts';
import { palette } from '../../../models/diffusion/schedule.ts';
import { chroma, luma } from '../../../models/photo/colour.ts';
import type { HoleMask, Photo } from '../../../models/photo/photo.ts';
import { Random } from '../../../models/random.ts';
import type { TaskId } from '../../../models/tasks/task.ts';
import { paintedPhoto } from '../photo/pictures.ts';

const photo = paintedPhoto(64, 64);

test.each(['colorize', 'inpaint', 'uncrop', 'jpeg'] as const)('%s: the same random, the same damage; another random, mostly another', (task) => {
  const shown = (seed: number): Float32Array => damaged(task, photo, Random.fromSeed(seed)).shown.rgb;
  expect(shown(1)).toEqual(shown(1));
  if (task === 'colorize') expect(shown(2)).toEqual(shown(1));
  else expect(shown(2)).not.toEqual(shown(1));
});

test('colorize: what is shown has the photo\'s light and no colour', () => {
  const { shown, hole } = damaged('colorize', photo, Random.fromSeed(1));
  expect(hole).toBeUndefined();
  expect(luma(shown)).toEqual(luma(photo));
  for (let i = 0; i < shown.rgb.length; i += 3) expect([shown.rgb[i + 1], shown.rgb[i + 2]]).toEqual([shown.rgb[i], shown.rgb[i]]);
});

test('colorize, aged: each photo its own age; the truth is its colours on that light', () => {
  const [one, again, other] = [1, 1, 2].map((seed) => damaged('colorize', photo, Random.fromSeed(seed), true));
  expect(one!.shown.rgb).toEqual(again!.shown.rgb);
  expect(one!.shown.rgb).not.toEqual(other!.shown.rgb);
  expect(one!.shown.rgb).not.toEqual(damaged('colorize', photo, Random.fromSeed(1)).shown.rgb);
  const [lightOfTruth, lightShown] = [luma(one!.truth), luma(one!.shown)];
  expect(Math.max(...lightOfTruth.map((value, i) => Math.abs(value - lightShown[i]!)))).toBeLessThan(1e-5);
  expect(chroma(one!.truth).some((value) => Math.abs(value) > 0.1)).toBe(true);
});

test.each([
  ['inpaint', 0.2, 0.3],
  ['uncrop', 0.2, 0.5],
] as const)('%s: the hole has its share of the picture and tells nothing of the truth', (task, least, most) => {
  for (let seed = 0; seed < 20; seed++) {
    const { shown, hole } = damaged(task, photo, Random.fromSeed(seed));
    const share = hole!.hole.reduce((sum, value) => sum + value, 0) / hole!.hole.length;
    expect(share).toBeGreaterThan(least - 0.02);
    expect(share).toBeLessThan(most + 0.02);
    const inside = (channel: number): Float32Array => shown.rgb.filter((_, i) => i % 3 === channel && hole!.hole[Math.floor(i / 3)] === 1);
    expect([0, 1, 2].map((channel) => new Set(inside(channel)).size)).toEqual([1, 1, 1]);
    expect(changesOutside(shown, hole!)).toBe(0);
  }
});

test('jpeg: nothing is missing, and nearly everything is a little wrong', () => {
  const { shown, hole } = damaged('jpeg', photo, Random.fromSeed(3));
  expect(hole).toBeUndefined();
  expect(shown.rgb.filter((value, i) => value !== photo.rgb[i]).length).toBeGreaterThan(0.5 * photo.rgb.length);
});

test.each(['inpaint', 'uncrop'] as const)('%s: restoring goes through the task as people use it: outside the hole the photo comes back to the bit', async (task) => {
  for (const seed of [1, 2, 3, 4]) {
    const damage = damaged(task, photo, Random.fromSeed(seed));
    const restored = await restoredByEcho(task, damage);
    expect([restored.width, restored.height]).toEqual([64, 64]);
    expect(changesOutside(restored, damage.hole!)).toBe(0);
    expect(restored.rgb).not.toEqual(damage.shown.rgb);
  }
});

test('jpeg: a network that finds nothing to do gives the damaged photo back', async () => {
  const damage = damaged('jpeg', photo, Random.fromSeed(1));
  const restored = await restoredByEcho('jpeg', damage);
  expect(Math.max(...restored.rgb.map((value, i) => Math.abs(value - damage.shown.rgb[i]!)))).toBeLessThan(1e-6);
});

function changesOutside({ rgb }: Photo, { hole }: HoleMask): number {
  return rgb.filter((value, i) => hole[Math.floor(i / 3)] === 0 && value !== photo.rgb[i]).length;
}

/** By a network that takes its condition for the answer. */
async function restoredByEcho(task: TaskId, damage: Damaged): Promise<Photo> {
  const restorer = {
    network: { side: 64, predict: async (x: Float32Array) => x.slice() },
    manifest: { id: 'echo', task, schedule: palette, prediction: 'y0', defaults: { sampler: 'ddim', steps: 2 } },
  } as const;
  const turns = damage.restore(restorer, { seed: 1 });
  let turn = await turns.next();
  while (turn.done !== true) turn = await turns.next();
  return turn.value;
}
