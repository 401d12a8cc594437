import { describe, expect, it } from 'vitest';
import { Random } from '../../../models/random.ts';
import { windowedDenoiser, windowsOf } from '../../../models/tasks/windowed.ts';
import { difference } from '../photo/pictures.ts';
import { oracle } from './oracle.ts';

const width = 75;
const height = 50;

function gaussian(seed: number, length = 3 * width * height): Float32Array {
  return Random.fromSeed(seed).gaussian(new Float32Array(length));
}

function picture(seed: number): Float32Array {
  return gaussian(seed).map((value) => Math.tanh(value));
}

describe('a windowed denoiser', () => {
  it.each(['y0', 'eps', 'v'] as const)('gives back the picture that every window knows (%s)', async (prediction) => {
    const y0 = picture(1);
    const denoise = windowedDenoiser({ x: y0, width, height }, oracle('jpeg', (x) => x, { prediction }), undefined);
    for (const gamma of [0.02, 0.5, 0.99]) {
      expect(difference(await denoise(gaussian(2), gamma), y0).largest).toBeLessThan(1e-4);
    }
  });

  it('shows the network each window of condition and y_t, at the level, at most four at once', async () => {
    const x = picture(1);
    const yt = gaussian(2);
    const asked: { x: Float32Array; yt: Float32Array }[] = [];
    const restorer = oracle('jpeg', (wx, wyt) => {
      asked.push({ x: wx.slice(), yt: wyt.slice() });
      return wx;
    });
    await windowedDenoiser({ x, width, height }, restorer, undefined)(yt, 0.3);
    const windows = windowsOf(width, height, 32);
    expect(asked).toHaveLength(windows.length);
    windows.forEach((window, n) => {
      const cut = (planar: Float32Array): Float32Array =>
        new Float32Array(3 * 32 * 32).map((_, i) => {
          const [c, row, column] = [Math.floor(i / 1024), Math.floor((i % 1024) / 32), i % 32];
          return planar[(c * height + window.y + row) * width + window.x + column]!;
        });
      expect(difference(asked[n]!.x, cut(x)).largest).toBe(0);
      expect(difference(asked[n]!.yt, cut(yt)).largest).toBe(0);
    });
    expect(Math.max(...restorer.batches)).toBeLessThanOrEqual(4);
    expect(restorer.batches.reduce((sum, count) => sum + count, 0)).toBe(windows.length);
  });

  it('blends windows that disagree without a step', async () => {
    // Each window answers with a tint of its own, as far from its neighbour's as can be.
    const tints = [-1, 1, -0.5, 0.8, 0.1, -0.9];
    const restorer = oracle('colorize', (x, _, window) => new Float32Array(x.length).fill(tints[window % tints.length]!));
    const y0 = await windowedDenoiser({ x: picture(1), width, height }, restorer, undefined)(gaussian(2), 0.5);
    let steepest = 0;
    for (let y = 1; y < height; y++) {
      for (let x = 1; x < width; x++) {
        const here = y0[y * width + x]!;
        steepest = Math.max(steepest, Math.abs(here - y0[y * width + x - 1]!), Math.abs(here - y0[(y - 1) * width + x]!));
      }
    }
    expect(Math.max(...y0) - Math.min(...y0)).toBeGreaterThan(1);
    // A hard edge would be a step of 2; 8 pixels of overlap blend it over at least that many.
    expect(steepest).toBeLessThan(0.45);
  });

  it('is the network itself where one window is the whole canvas', async () => {
    const y0 = picture(1).subarray(0, 3 * 32 * 32);
    const answer = await windowedDenoiser({ x: y0, width: 32, height: 32 }, oracle('jpeg', (x) => x), undefined)(gaussian(2, y0.length), 0.5);
    expect(difference(answer, y0).largest).toBe(0);
  });

  it('clips what a window says before it blends', async () => {
    const restorer = oracle('jpeg', (x, _, window) => new Float32Array(x.length).fill(window === 0 ? 100 : 1));
    const y0 = await windowedDenoiser({ x: picture(1), width, height }, restorer, undefined)(gaussian(2), 0.5);
    expect(difference(y0, y0.map(() => 1)).largest).toBeLessThan(1e-6);
  });

  it('asks nothing more of the network once it is cancelled', async () => {
    const signal = { aborted: false };
    const restorer = oracle('jpeg', (x) => {
      signal.aborted = true;
      return x;
    });
    await expect(windowedDenoiser({ x: picture(1), width, height }, restorer, signal)(gaussian(2), 0.5)).rejects.toMatchObject({ code: 'cancelled' });
    expect(restorer.batches).toEqual([4]);
  });
});
