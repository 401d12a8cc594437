import { describe, expect, test } from 'vitest';
import { examplePhoto } from '../../../../models/node/example-photo.ts';
import { readPhoto } from '../../../../models/node/photo-file.ts';
import { findDamage } from '../../../../models/photo/damage/find-damage.ts';
import { cropPhoto } from '../../../../models/photo/crop.ts';
import { createPhoto, type HoleMask, type Photo } from '../../../../models/photo/photo.ts';
import { rasteriseStrokes, type Stroke } from '../../../../models/photo/strokes.ts';
import { Random } from '../../../../models/random.ts';

async function example(name: string): Promise<Photo> {
  const { photo } = await readPhoto(examplePhoto(name));
  return cropPhoto(photo, { x: 200, y: 40, width: 600, height: 420 });
}

/** Slightly bent scratches of 2 to 4 pixels, from a quarter to half of the photo's height. */
function scratches({ width, height }: Photo, count: number, seed: number): Stroke[] {
  const random = Random.fromSeed(seed);
  return Array.from({ length: count }, () => {
    const from = { x: random.between(0.1, 0.9) * width, y: random.between(0.1, 0.5) * height };
    const [length, lean] = [random.between(0.25, 0.5) * height, random.between(-0.4, 0.4)];
    const at = (share: number, bend: number): { x: number; y: number } => ({
      x: from.x + Math.sin(lean) * length * share + bend,
      y: from.y + Math.cos(lean) * length * share,
    });
    return { points: [from, at(0.5, random.between(-3, 3)), at(1, 0)], radius: random.between(1, 2), softness: 0.3 };
  });
}

function painted(photo: Photo, strokes: readonly Stroke[], value: number): Photo {
  const { hole } = rasteriseStrokes(strokes, photo.width, photo.height);
  return createPhoto(photo.width, photo.height, photo.rgb.map((old, i) => old + (hole[Math.floor(i / 3)] as number) * (value - old)));
}

function shareFound(found: HoleMask | null, strokes: readonly Stroke[], { width, height }: Photo): number {
  const { hole } = rasteriseStrokes(strokes, width, height);
  let [all, hit] = [0, 0];
  for (const [i, value] of hole.entries()) {
    if (value < 0.7) continue;
    all++;
    if (found !== null && (found.hole[i] as number) > 0) hit++;
  }
  return hit / all;
}

function marked(found: HoleMask | null): number {
  return found === null ? 0 : found.hole.reduce((sum, value) => sum + value, 0) / found.hole.length;
}

/** Smooth shapes, edges and a little grain: what a sound photo of a face or a wall is made of. */
function sound(seed: number): Photo {
  const photo = createPhoto(320, 240);
  const random = Random.fromSeed(seed);
  for (let i = 0; i < 320 * 240; i++) {
    const [x, y] = [i % 320, Math.floor(i / 320)];
    const waves = 0.4 * Math.sin(x / 40 + seed) * Math.cos(y / 31);
    const disc = Math.hypot(x - 150, y - 110) < 60 ? 0.3 : 0;
    photo.rgb.fill(waves + disc + 0.02 * random.uniform(), 3 * i, 3 * i + 3);
  }
  return photo;
}

describe('finding damage', () => {
  test.each([1, 2, 3])('says of sound picture %i that there is nothing to repair', (seed) => {
    expect(findDamage(sound(seed))).toBeNull();
  });

  test.each([0.95, -0.95])('finds scratches of light %f on a sound picture, and next to nothing else', (value) => {
    const photo = sound(4);
    const strokes = scratches(photo, 5, 6);
    const found = findDamage(painted(photo, strokes, value));
    expect(shareFound(found, strokes, photo)).toBeGreaterThan(0.85);
    const wide = strokes.map((stroke) => ({ ...stroke, radius: stroke.radius + 5 }));
    const near = rasteriseStrokes(wide, photo.width, photo.height).hole;
    const elsewhere = near.reduce((sum, isNear, i) => sum + (isNear === 0 ? (found?.hole[i] ?? 0) : 0), 0);
    expect(elsewhere / (photo.width * photo.height)).toBeLessThan(0.0005);
  });

  test('finds dust on a smooth wall, and takes two specks for nothing', () => {
    const photo = createPhoto(200, 200).rgb.fill(0.1);
    const wall = createPhoto(200, 200, photo);
    const speck = (x: number, y: number): Stroke => ({ points: [{ x, y }], radius: 2, softness: 0.2 });
    const many = [speck(20, 30), speck(90, 60), speck(150, 40), speck(60, 150), speck(170, 170)];
    expect(shareFound(findDamage(painted(wall, many, 0.9)), many, wall)).toBeGreaterThan(0.95);
    expect(findDamage(painted(wall, many.slice(0, 2), 0.9))).toBeNull();
  });

  test.each(['march-pastoral', 'french-alpine-landscape', 'black-canyon'])('in the photograph %s most of what is scratched, and little of what is not', async (name) => {
    const photo = await example(name);
    const strokes = scratches(photo, 5, 9);
    const [before, after] = [findDamage(photo), findDamage(painted(photo, strokes, 0.95))];
    const recall = shareFound(after, strokes, photo);
    console.log(`${name}: ${(100 * recall).toFixed(0)} % of scratched pixels found; ${(100 * marked(before)).toFixed(2)} % of the photo marked without scratches`);
    expect(recall).toBeGreaterThan(0.5);
    expect(marked(before)).toBeLessThan(0.01);
  });
});
