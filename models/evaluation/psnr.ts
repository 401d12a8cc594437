import type { Photo } from '../photo/photo.ts';

/**
 * Peak signal to noise ratio over R, G and B, decibels: 10 log10(range^2 / mean squared error), range 2 in [-1, 1].
 * @param where [H*W]: only pixels with a value above 0 count; all of them when absent
 * @returns at most 100, what identical pictures get: infinity has no mean
 */
export function psnr(truth: Photo, restored: Photo, where?: Float32Array): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < truth.rgb.length; i++) {
    if (where !== undefined && (where[Math.floor(i / 3)] as number) <= 0) continue;
    sum += ((truth.rgb[i] as number) - (restored.rgb[i] as number)) ** 2;
    count++;
  }
  return Math.min(100, 10 * Math.log10((4 * count) / sum));
}
