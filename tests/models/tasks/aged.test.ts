import { describe, expect, it } from 'vitest';
import { luma } from '../../../models/photo/colour.ts';
import { gaussianBlur } from '../../../models/photo/gaussian-blur.ts';
import { createPhoto } from '../../../models/photo/photo.ts';
import { Random } from '../../../models/random.ts';
import { onAgedLight } from '../../../models/tasks/aged.ts';
import { paintedPhoto } from '../photo/pictures.ts';

const [width, height] = [64, 48];
const light = luma(paintedPhoto(width, height));
const draw = (plane: Float32Array, count: number): Float32Array[] => {
  const random = Random.fromSeed(9);
  const photo = createPhoto(width, height, Float32Array.from({ length: 3 * plane.length }, (_, i) => plane[Math.floor(i / 3)]!));
  return Array.from({ length: count }, () => onAgedLight(photo, random).light);
};
const deviation = (plane: Float32Array): number => {
  const mean = plane.reduce((sum, value) => sum + value, 0) / plane.length;
  return Math.sqrt(plane.reduce((sum, value) => sum + (value - mean) ** 2, 0) / plane.length);
};

describe('an aged photo', () => {
  it('is told by its random state alone, leaves the photo as it was, and stays within [-1, 1]', () => {
    const before = light.slice();
    const [first, again] = [draw(light, 60), draw(light, 60)];
    expect(first).toEqual(again);
    expect(light).toEqual(before);
    for (const plane of first) expect(plane.every((value) => value >= -1 && value <= 1)).toBe(true);
  });

  it('shows the same picture: its light goes with the photo\'s', () => {
    for (const plane of draw(light, 60)) expect(correlation(plane, light)).toBeGreaterThan(0.4);
  });

  it('has grain in half of an even sky, of up to a tenth of the range', () => {
    const rough = draw(new Float32Array(width * height), 400).map((plane) => {
      const smooth = gaussianBlur(plane, width, height, 1.4);
      return deviation(plane.map((value, i) => value - smooth[i]!));
    });
    const grainy = rough.filter((value) => value > 0.008);
    expect(grainy.length / 400).toBeGreaterThan(0.45);
    expect(grainy.length / 400).toBeLessThan(0.85); // scratches and JPEG blocks besides
    expect(Math.max(...rough)).toBeLessThan(0.25);
  });

  it('is softer than the photo now and then', () => {
    const edge = Float32Array.from({ length: width * height }, (_, i) => (i % width < width / 2 ? -0.5 : 0.5));
    const steepest = draw(edge, 200).map((plane) => {
      const row = plane.subarray(24 * width, 25 * width);
      return (row[width / 2]! - row[width / 2 - 1]!) / (row[width - 4]! - row[3]!);
    });
    const soft = steepest.filter((value) => value < 0.75).length / 200;
    expect(soft).toBeGreaterThan(0.2);
    expect(soft).toBeLessThan(0.6);
  });
});

function correlation(a: Float32Array, b: Float32Array): number {
  const centred = (plane: Float32Array): Float32Array => {
    const mean = plane.reduce((sum, value) => sum + value, 0) / plane.length;
    return plane.map((value) => value - mean);
  };
  const [p, q] = [centred(a), centred(b)];
  const dot = (x: Float32Array, y: Float32Array): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(p, q) / Math.sqrt(dot(p, p) * dot(q, q));
}
