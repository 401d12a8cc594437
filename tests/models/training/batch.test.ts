import { describe, expect, it } from 'vitest';
import { cosine, gammas } from '../../../models/diffusion/schedule.ts';
import { buildUnet } from '../../../models/network/unet.ts';
import { presets } from '../../../models/network/config.ts';
import { Random } from '../../../models/random.ts';
import { tasks } from '../../../models/tasks/index.ts';
import { drawBatch, type StoredPhoto } from '../../../models/training/batch.ts';
import { drawDropout } from '../../../models/training/dropout.ts';
import { defaultRecipe } from '../../../models/training/presets.ts';

const SIDE = 32;

function noisePhoto(seed: number, width = 40, height = 48): StoredPhoto {
  const random = Random.fromSeed(seed);
  return { width, height, rgb: Uint8Array.from({ length: width * height * 3 }, () => random.integer(256)) };
}

function draw(task: 'inpaint' | 'colorize', prediction: 'eps' | 'v' | 'y0', weighting: 'uniform' | 'min-snr' = 'uniform') {
  const recipe = { ...defaultRecipe, side: SIDE, smallestCrop: 1, weighting };
  const drawing = { task: tasks[task], recipe, prediction, gammas: gammas(cosine) };
  return drawBatch([noisePhoto(1), noisePhoto(2)], 8, drawing, Random.fromSeed(5));
}

describe('a batch of Algorithm 1', () => {
  const places = SIDE * SIDE;

  it('mixes clean picture and noise by gamma: y0 and eps, drawn alike, give back y_t (Palette, equation 1)', () => {
    const y0 = draw('colorize', 'y0');
    const eps = draw('colorize', 'eps');
    expect(eps.yt).toEqual(y0.yt);
    for (let n = 0; n < 2; n++) {
      const gamma = y0.gamma[n]!;
      expect(gamma).toBeGreaterThan(0);
      expect(gamma).toBeLessThan(1);
      for (let i = n * 3 * places; i < (n + 1) * 3 * places; i += 17) {
        expect(y0.yt[i]).toBeCloseTo(Math.sqrt(gamma) * y0.target[i]! + Math.sqrt(1 - gamma) * eps.target[i]!, 4);
      }
    }
  });

  it('has noise of mean 0 and variance 1', () => {
    const { target } = draw('colorize', 'eps');
    const mean = target.reduce((sum, value) => sum + value, 0) / target.length;
    const variance = target.reduce((sum, value) => sum + (value - mean) ** 2, 0) / target.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
  });

  it('shows the known pixels clean and weighs only the hole, each picture by 1 / batch', () => {
    const { weight, yt, target } = draw('inpaint', 'y0');
    for (let n = 0; n < 2; n++) {
      let total = 0;
      let known = 0;
      for (let i = 0; i < places; i++) {
        const share = weight[n * places + i]!;
        total += 3 * share;
        if (share > 0) continue;
        known++;
        for (let c = 0; c < 3; c++) expect(yt[(n * 3 + c) * places + i]).toBe(target[(n * 3 + c) * places + i]);
      }
      expect(total).toBeCloseTo(1 / 8, 5);
      expect(known).toBeGreaterThan(places / 2);
    }
  });

  it('weighs levels by min(SNR, 5) + 1/2 where the recipe says so', () => {
    const { weight, gamma } = draw('colorize', 'y0', 'min-snr');
    for (let n = 0; n < 2; n++) {
      const snr = gamma[n]! / (1 - gamma[n]!);
      expect(weight[n * places]! * 3 * places * 8).toBeCloseTo(Math.min(snr, 5) + 0.5, 3);
    }
  });
});

describe('dropout masks', () => {
  it('drop their share, keep the mean, and belong to the graph', () => {
    const graph = buildUnet({ ...presets.tiny, dropout: 0.25 });
    const masks = [...drawDropout(graph, 4, Random.fromSeed(1)).values()];
    expect(masks).toHaveLength(graph.nodes.filter((node) => node.op === 'dropout').length);
    const all = masks.flatMap(({ values }) => [...values]);
    expect(all.filter((value) => value === 0).length / all.length).toBeCloseTo(0.25, 2);
    expect(all.reduce((sum, value) => sum + value, 0) / all.length).toBeCloseTo(1, 2);
    expect(new Set(all).size).toBe(2);
  });
});
