import { describe, expect, it } from 'vitest';
import { haarKernels } from '../../../models/network/haar.ts';

describe.each([1, 2])('Haar kernels of %i levels', (levels) => {
  const area = 4 ** levels;
  const kernels = haarKernels(levels);
  const row = (k: number): Float32Array => kernels.subarray(k * area, (k + 1) * area);

  it('are an orthonormal basis of the patch, in rows and in columns', () => {
    expect(kernels).toHaveLength(area * area);
    for (let i = 0; i < area; i++) {
      for (let j = 0; j < area; j++) {
        const rows = sum(area, (k) => row(i)[k]! * row(j)[k]!);
        const columns = sum(area, (k) => row(k)[i]! * row(k)[j]!);
        expect(rows).toBeCloseTo(i === j ? 1 : 0, 6);
        expect(columns).toBeCloseTo(i === j ? 1 : 0, 6);
      }
    }
  });

  it('come back to the same patch', () => {
    const patch = Float32Array.from({ length: area }, (_, i) => Math.sin(3 * i + 1));
    const bands = Float32Array.from({ length: area }, (_, k) => sum(area, (i) => row(k)[i]! * patch[i]!));
    const back = Float32Array.from({ length: area }, (_, i) => sum(area, (k) => row(k)[i]! * bands[k]!));
    patch.forEach((value, i) => expect(back[i]).toBeCloseTo(value, 6));
  });

  it('begin with the mean, times the side, and no other band sees a flat patch', () => {
    expect(row(0).every((value) => Math.abs(value - 2 ** -levels) < 1e-7)).toBe(true);
    for (let k = 1; k < area; k++) expect(sum(area, (i) => row(k)[i]!)).toBeCloseTo(0, 6);
  });
});

it('are the one-level transform applied twice to every band', () => {
  const one = haarKernels(1);
  const two = haarKernels(2);
  // A 4x4 patch, transformed to 2x2 places of 4 bands, then each band to one place of 4 bands: 16 functions of the patch.
  const twice = new Set<string>();
  for (let outer = 0; outer < 4; outer++) {
    for (let inner = 0; inner < 4; inner++) {
      const values = Array.from({ length: 16 }, (_, i) => {
        const [y, x] = [Math.floor(i / 4), i % 4];
        return one[outer * 4 + (y >> 1) * 2 + (x >> 1)]! * one[inner * 4 + (y & 1) * 2 + (x & 1)]!;
      });
      twice.add(values.join());
    }
  }
  for (let k = 0; k < 16; k++) expect(twice.has(two.subarray(k * 16, (k + 1) * 16).join())).toBe(true);
  expect(twice.size).toBe(16);
});

function sum(count: number, term: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += term(i);
  return total;
}
