import { describe, expect, it } from 'vitest';
import { planIncremental } from '../../../models/training/incremental.ts';

describe('Algorithm 2', () => {
  const plan = planIncremental(103, 4, 3, 5, 7);
  const stepsPerSubset = 3 * 5;

  it('divides the photos into N equal subsets that share none', () => {
    const subsets = [0, 1, 2, 3].map((i) => plan.subset(i));
    expect(subsets.map((subset) => subset.length)).toEqual([25, 25, 25, 25]);
    expect(new Set(subsets.flat()).size).toBe(100);
    expect(Math.max(...subsets.flat())).toBeLessThan(103);
  });

  it('stays E epochs on a subset, shows each of its photos once an epoch, and takes the subsets in turn', () => {
    for (let session = 0; session < 9; session++) {
      const subset = new Set(plan.subset(session % 4));
      for (let epoch = 0; epoch < 3; epoch++) {
        const draws = [0, 1, 2, 3, 4].map((k) => plan.draw(session * stepsPerSubset + epoch * 5 + k));
        expect(draws.every((draw) => draw.subset === session % 4)).toBe(true);
        expect(new Set(draws.map((draw) => draw.epoch))).toEqual(new Set([epoch + 3 * Math.floor(session / 4)]));
        const shown = draws.flatMap((draw) => draw.photos);
        expect(new Set(shown)).toEqual(subset);
        expect(shown).toHaveLength(25);
      }
    }
  });

  it('orders each epoch anew, the same way for the same seed', () => {
    const epoch = (first: number, from = plan) => [0, 1, 2, 3, 4].flatMap((k) => from.draw(first + k).photos);
    expect(epoch(0)).not.toEqual(epoch(5));
    expect(epoch(0)).toEqual(epoch(0, planIncremental(103, 4, 3, 5, 7)));
    expect(epoch(0)).not.toEqual(epoch(0, planIncremental(103, 4, 3, 5, 8)));
  });

  it('is batch learning with one subset', () => {
    const batch = planIncremental(20, 1, 3, 5, 1);
    expect([0, 5, 11, 100].map((step) => batch.draw(step).subset)).toEqual([0, 0, 0, 0]);
    expect(batch.subset(0)).toHaveLength(20);
  });

  it('refuses subsets smaller than a batch', () => {
    expect(() => planIncremental(19, 4, 3, 5, 1)).toThrow(RangeError);
  });
});
