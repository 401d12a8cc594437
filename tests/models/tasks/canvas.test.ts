import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPhoto } from '../../../models/photo/photo.ts';
import { toPlanar } from '../../../models/photo/planar.ts';
import { Random } from '../../../models/random.ts';
import { canvasSize, layCanvas, layHoledCanvas, layOn, liftCanvas } from '../../../models/tasks/canvas.ts';
import { dilated } from '../../../models/tasks/dilated.ts';
import { difference, noisePhoto } from '../photo/pictures.ts';
import { planePhoto } from './oracle.ts';

const sizes = fc.record({ width: fc.integer({ min: 1, max: 200 }), height: fc.integer({ min: 1, max: 200 }) });

describe('a canvas', () => {
  it('has the short side it was asked for, is at most four times as long, and holds its part undistorted', () => {
    fc.assert(
      fc.property(sizes, ({ width, height }) => {
        const canvas = canvasSize(width, height, 32);
        expect(Math.min(canvas.width, canvas.height)).toBe(32);
        expect(Math.max(canvas.width, canvas.height)).toBeLessThanOrEqual(128);
        const { inner } = canvas;
        expect(inner.x >= 0 && inner.y >= 0 && inner.x + inner.width <= canvas.width && inner.y + inner.height <= canvas.height).toBe(true);
        const scale = Math.max(inner.width, inner.height) / Math.max(width, height);
        expect(Math.abs(inner.width - width * scale)).toBeLessThanOrEqual(1);
        expect(Math.abs(inner.height - height * scale)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('gives its part back, mirrored parts left out', () => {
    for (const [width, height] of [[32, 32], [120, 32], [32, 40]] as const) {
      const photo = noisePhoto(width, height, Random.fromSeed(1));
      const canvas = layCanvas(photo, 32);
      expect(difference(liftCanvas(toPlanar(canvas.photo), canvas).rgb, photo.rgb).largest).toBe(0);
    }
    const strip = layCanvas(planePhoto(320, 20), 32);
    expect([strip.photo.width, strip.photo.height, strip.inner]).toEqual([128, 32, { x: 0, y: 12, width: 128, height: 8 }]);
    expect(difference(layOn(strip, strip.part).rgb, strip.photo.rgb).largest).toBe(0);
  });

  it('shows nothing of a hole in its known pixels, at any scale, mirrored or not', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 2 ** 32 - 1 }), ({ width, height }, seed) => {
        const random = Random.fromSeed(seed);
        const hole = new Float32Array(width * height).map(() => (random.uniform() < 0.2 ? 1 : 0));
        const photo = noisePhoto(width, height, random);
        const other = createPhoto(width, height, photo.rgb.map((value, i) => (hole[Math.floor(i / 3)] === 1 ? -value : value)));
        const [a, b] = [layHoledCanvas(photo, hole, 32), layHoledCanvas(other, hole, 32)];
        expect(difference(a.hole, b.hole).largest).toBe(0);
        const leaks = [...a.photo.rgb.keys()].filter((i) => a.hole[Math.floor(i / 3)] === 0 && a.photo.rgb[i] !== b.photo.rgb[i]);
        expect(leaks).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the colour of known pixels right beside a hole', () => {
    const photo = createPhoto(90, 70);
    for (let i = 0; i < photo.rgb.length; i++) photo.rgb[i] = [0.9, -0.4, 0.2][i % 3]!;
    const hole = new Float32Array(90 * 70).map((_, i) => (i % 90 > 40 && i % 90 < 60 ? 1 : 0));
    const canvas = layHoledCanvas(photo, hole, 32);
    const known = [...canvas.hole.keys()].filter((pixel) => canvas.hole[pixel] === 0);
    expect(known.length).toBeGreaterThan(0.5 * canvas.hole.length);
    expect(Math.max(...known.map((pixel) => Math.abs(canvas.photo.rgb[3 * pixel]! - 0.9)))).toBeLessThan(1e-5);
    expect(Math.max(...known.map((pixel) => Math.abs(canvas.photo.rgb[3 * pixel + 1]! + 0.4)))).toBeLessThan(1e-5);
  });
});

it('dilates a hole by as many pixels in every direction', () => {
  const random = Random.fromSeed(3);
  for (const [width, height, reach] of [[1, 1, 2], [20, 13, 1], [17, 30, 4], [9, 9, 20]] as const) {
    const hole = new Float32Array(width * height).map(() => (random.uniform() < 0.03 ? 1 : 0));
    const near = (x: number, y: number): boolean =>
      [...hole.keys()].some((i) => hole[i] === 1 && Math.abs((i % width) - x) <= reach && Math.abs(Math.floor(i / width) - y) <= reach);
    const wanted = hole.map((_, i) => (near(i % width, Math.floor(i / width)) ? 1 : 0));
    expect(difference(dilated(hole, width, height, reach), wanted).largest).toBe(0);
  }
});
