import { describe, expect, it } from 'vitest';
import { chroma, luma } from '../../../models/photo/colour.ts';
import { jpegDamage } from '../../../models/photo/jpeg-damage.ts';
import { fromPlanar, toPlanar } from '../../../models/photo/planar.ts';
import { Random } from '../../../models/random.ts';
import { tasks } from '../../../models/tasks/index.ts';
import type { Pair } from '../../../models/tasks/task.ts';
import { difference, paintedPhoto } from '../photo/pictures.ts';

const side = 64;
const photo = paintedPhoto(side, side);
const pixels = side * side;

function draw(id: keyof typeof tasks, count: number): Pair[] {
  const random = Random.fromSeed(7);
  return Array.from({ length: count }, () => tasks[id].damage(photo, random));
}

function same(a: Float32Array, b: Float32Array): boolean {
  return difference(a, b).largest === 0;
}

function areaOf({ hole }: Pair): number {
  return hole!.reduce((sum, value) => sum + value, 0) / pixels;
}

describe('the damage of every task', () => {
  it('is told by its random state alone, and leaves the photo as it was', () => {
    const before = photo.rgb.slice();
    for (const task of Object.values(tasks)) {
      const pair = task.damage(photo, Random.fromSeed(3));
      const again = task.damage(photo, Random.fromSeed(3));
      const another = task.damage(photo, Random.fromSeed(5));
      expect(tasks[task.id]).toBe(task);
      expect(same(pair.x, again.x) && same(pair.y0, again.y0)).toBe(true);
      expect(same(pair.x, another.x)).toBe(false);
      if (task.id !== 'colorize') expect(same(pair.y0, toPlanar(photo))).toBe(true);
    }
    expect(same(photo.rgb, before)).toBe(true);
  });
});

describe.each(['inpaint', 'uncrop'] as const)('%s', (id) => {
  it('fills the hole with standard Gaussian noise and leaves every other pixel as it is', () => {
    const noise: number[] = [];
    let changed = 0;
    for (const { x, y0, hole } of draw(id, 20)) {
      for (let i = 0; i < x.length; i++) {
        if (hole![i % pixels] === 1) noise.push(x[i]!);
        else if (x[i] !== y0[i]) changed++;
      }
    }
    expect(changed).toBe(0);
    const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
    const deviation = Math.sqrt(noise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noise.length);
    expect(noise.length).toBeGreaterThan(20_000);
    expect(mean).toBeCloseTo(0, 1);
    expect(deviation).toBeCloseTo(1, 1);
  });

  it('cuts 10 to 50 % of the picture, in holes of 0 and 1', () => {
    for (const pair of draw(id, 100)) {
      expect(pair.hole!.some((value) => value !== 0 && value !== 1)).toBe(false);
      expect(areaOf(pair)).toBeGreaterThan(0.08);
      expect(areaOf(pair)).toBeLessThan(0.52);
    }
  });
});

it("inpaint draws the study's centre square about half of the time, else rectangles and strokes", () => {
  const centre = draw('inpaint', 400).filter(({ hole }) => {
    const rows = Array.from({ length: side }, (_, y) => hole!.subarray(y * side, (y + 1) * side).reduce((sum, value) => sum + value, 0));
    const width = Math.max(...rows);
    const height = rows.filter((row) => row > 0).length;
    return width === height && rows.every((row) => row === 0 || row === width) && width >= 0.44 * side && width <= 0.55 * side;
  });
  expect(centre.length / 400).toBeGreaterThan(0.42);
  expect(centre.length / 400).toBeLessThan(0.6);
});

it('uncrop always cuts at a border', () => {
  for (const { hole } of draw('uncrop', 50)) {
    const edge = Array.from({ length: side }, (_, i) => [hole![i]!, hole![pixels - 1 - i]!, hole![i * side]!, hole![i * side + side - 1]!]);
    const whole = [0, 1, 2, 3].map((at) => edge.every((sides) => sides[at] === 1));
    expect(whole.some(Boolean)).toBe(true);
  }
});

describe('colorize', () => {
  it('shows the light alone: exactly the photo\'s half of the time, else aged', () => {
    const own = luma(photo);
    const pairs = draw('colorize', 200);
    for (const { x, hole } of pairs) {
      expect(hole).toBeUndefined();
      expect(same(x.subarray(pixels, 2 * pixels), x.subarray(0, pixels))).toBe(true);
      expect(same(x.subarray(2 * pixels), x.subarray(0, pixels))).toBe(true);
    }
    const exact = pairs.filter(({ x, y0 }) => same(x.subarray(0, pixels), own) && same(y0, toPlanar(photo))).length;
    expect(exact).toBeGreaterThan(75);
    expect(exact).toBeLessThan(125);
  });

  it('ages the picture with its light: what the network is shown is the light of what it should say', () => {
    for (const { x, y0 } of draw('colorize', 40)) {
      const picture = fromPlanar(y0, side, side);
      expect(difference(luma(picture), x.subarray(0, pixels)).largest).toBeLessThan(1e-5);
      // Where the gamut allows, the colour is the photo's.
      const [got, own] = [chroma(picture), chroma(photo)];
      const kept = got.filter((value, i) => Math.abs(value - own[i]!) < 1e-4);
      expect(kept.length).toBeGreaterThan(0.8 * got.length);
    }
  });
});

it('jpeg shows what saving at a quality of 5 to 30 left, each about as often', () => {
  const random = Random.fromSeed(11);
  const qualities = new Map<number, number>();
  const damaged = Array.from({ length: 26 }, (_, i) => toPlanar(jpegDamage(photo, 5 + i)));
  for (let i = 0; i < 200; i++) {
    const { x, hole } = tasks.jpeg.damage(photo, random);
    const at = damaged.findIndex((other) => difference(other, x).largest === 0);
    expect(hole).toBeUndefined();
    expect(at).toBeGreaterThanOrEqual(0);
    qualities.set(at, (qualities.get(at) ?? 0) + 1);
  }
  expect(qualities.size).toBeGreaterThanOrEqual(24);
});
