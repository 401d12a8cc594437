import { describe, expect, it } from 'vitest';
import { cropPhoto } from '../../../models/photo/crop.ts';
import type { Photo } from '../../../models/photo/photo.ts';
import { Random } from '../../../models/random.ts';
import { uncrop, type Margins } from '../../../models/tasks/uncrop.ts';
import { difference, noisePhoto } from '../photo/pictures.ts';
import { finish, oracle, planePhoto, planes } from './oracle.ts';

function inside(photo: Photo, { left, top, right, bottom }: Margins): Photo {
  return cropPhoto(photo, { x: left, y: top, width: photo.width - left - right, height: photo.height - top - bottom });
}

describe('uncropping', () => {
  it.each<[string, Margins]>([
    ['one side', { left: 0, top: 0, right: 60, bottom: 0 }],
    ['a thin frame', { left: 6, top: 5, right: 4, bottom: 3 }],
    ['all around, in rounds', { left: 70, top: 50, right: 60, bottom: 40 }],
    ['one side, in rounds', { left: 0, top: 110, right: 0, bottom: 0 }],
  ])('continues a photo that is a plane at %s, and keeps the photo to the bit', async (_, margins) => {
    const whole = planePhoto(200, 150);
    const photo = inside(whole, margins);
    for (const task of ['uncrop', 'inpaint'] as const) {
      const restorer = oracle(task, planes, { defaults: { steps: 2 } });
      const { photo: result, progress } = await finish(uncrop(photo, margins, restorer));
      expect([result.width, result.height]).toEqual([200, 150]);
      expect(difference(inside(result, margins).rgb, photo.rgb).largest).toBe(0);
      expect(difference(result.rgb, whole.rgb).largest).toBeLessThan(0.03);
      expect(progress.at(-1)!.done).toBe(progress.at(-1)!.of);
      expect(progress.at(-1)!.of).toBe(restorer.batches.reduce((sum, count) => sum + count, 0));
    }
  });

  it.each([[1, 1], [16, 16], [17, 300], [300, 17]])('works on a %ix%i photo', async (width, height) => {
    const photo = noisePhoto(width, height, Random.fromSeed(1));
    const margins = { left: 3, top: 0, right: 9, bottom: 20 };
    const guessing = oracle('uncrop', (x, yt) => yt.map((value, i) => Math.tanh(value + x[i]!)));
    const { photo: result } = await finish(uncrop(photo, margins, guessing));
    expect([result.width, result.height]).toEqual([width + 12, height + 20]);
    expect(difference(inside(result, margins).rgb, photo.rgb).largest).toBe(0);
    expect(result.rgb.every((value) => value >= -1 && value <= 1)).toBe(true);
  });

  it('fills at once what a network learned to fill at once: half of the picture', async () => {
    const photo = planePhoto(16, 32);
    const { progress } = await finish(uncrop(photo, { left: 0, top: 0, right: 16, bottom: 0 }, oracle('uncrop', planes)));
    expect(progress.map(({ done, of }) => [done, of])).toEqual([[1, 5], [2, 5], [3, 5], [4, 5], [5, 5]]);
    const inner = planePhoto(23, 23);
    const { progress: around } = await finish(uncrop(inner, { left: 6, top: 3, right: 3, bottom: 6 }, oracle('uncrop', planes)));
    expect(around.at(-1)).toMatchObject({ done: 5, of: 5 });
  });

  it('refuses margins that add nothing, are no whole numbers, or make a photo too large to be opened again', async () => {
    const photo = planePhoto(20, 10);
    const run = async (margins: Partial<Margins>): Promise<unknown> =>
      finish(uncrop(photo, { left: 0, top: 0, right: 0, bottom: 0, ...margins }, oracle('uncrop', planes)));
    await expect(run({})).rejects.toMatchObject({ code: 'option-invalid', message: expect.stringContaining('nothing to add') as string });
    for (const left of [-1, 0.5, Number.NaN]) await expect(run({ left })).rejects.toMatchObject({ code: 'option-invalid' });
    await expect(run({ left: 10_000, bottom: 10_000 })).rejects.toMatchObject({ code: 'photo-too-large' });
    const other = uncrop(photo, { left: 1, top: 0, right: 0, bottom: 0 }, oracle('jpeg', planes));
    await expect(finish(other)).rejects.toMatchObject({ code: 'model-unsuitable' });
  });
});
