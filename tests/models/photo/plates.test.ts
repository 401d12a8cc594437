import { expect, test } from 'vitest';
import { luma } from '../../../models/photo/colour.ts';
import { createPhoto, type Photo } from '../../../models/photo/photo.ts';
import { photoOfPlate } from '../../../models/photo/plates.ts';
import { Random } from '../../../models/random.ts';

/** Rectangles of all colours over one another, -1 .. 1: channels that disagree in brightness and agree in edges. */
function scene(width: number, height: number): Photo {
  const random = Random.fromSeed(5);
  const photo = createPhoto(width, height);
  for (let n = 0; n < 300; n++) {
    const [x, y, w, h] = [random.integer(width), random.integer(height), 8 + random.integer(50), 8 + random.integer(50)];
    const colour = [random.between(-1, 1), random.between(-1, 1), random.between(-1, 1)];
    for (let row = y; row < Math.min(height, y + h); row++) {
      for (let column = x; column < Math.min(width, x + w); column++) photo.rgb.set(colour, 3 * (row * width + column));
    }
  }
  return photo;
}

/** Three exposures of a scene one above the other, each seen a little elsewhere, as between two changes of the filter. */
function plateOf(photo: Photo, width: number, height: number, at: readonly (readonly [channel: number, x: number, y: number])[]): Photo {
  const plate = createPhoto(width, 3 * height);
  for (const [i, [channel, x, y]] of at.entries()) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const value = photo.rgb[3 * ((row + y) * photo.width + column + x) + channel] as number;
        plate.rgb.fill(value, 3 * ((i * height + row) * width + column), 3 * ((i * height + row) * width + column) + 3);
      }
    }
  }
  return plate;
}

test('three exposures that moved are laid on one another, to the pixel', () => {
  const photo = scene(240, 220);
  // 20, 20 is where blue looks; green and red look elsewhere.
  const found = photoOfPlate(plateOf(photo, 200, 180, [[2, 20, 20], [1, 27, 11], [0, 14, 31]]));
  expect(found.width).toBeGreaterThan(150);
  expect(found.height).toBeGreaterThan(130);
  // Which place of the scene the result's corner shows follows from the borders that were cut off.
  const place = placeOf(found, photo);
  let difference = 0;
  for (let row = 0; row < found.height; row++) {
    const from = 3 * ((row + place.y) * photo.width + place.x);
    for (let i = 0; i < 3 * found.width; i++) difference += Math.abs(found.rgb[3 * row * found.width + i]! - photo.rgb[from + i]!);
  }
  // All that is left is the stretching of each channel to its own darkest and brightest.
  expect(difference / found.rgb.length).toBeLessThan(0.03);
});

test('exposures too small to be compared are refused', () => {
  expect(() => photoOfPlate(createPhoto(60, 200))).toThrow(RangeError);
});

test('a plate without any edge comes back grey, not broken', () => {
  const { rgb, width, height } = photoOfPlate(createPhoto(100, 300));
  expect([width, height]).toEqual([88, 88]);
  expect(rgb.every((value) => value === -1)).toBe(true);
});

function placeOf(found: Photo, photo: Photo): { readonly x: number; readonly y: number } {
  const [small, large] = [luma(found), luma(photo)];
  let best = { x: 0, y: 0, difference: Infinity };
  for (let y = 0; y + found.height <= photo.height; y++) {
    for (let x = 0; x + found.width <= photo.width; x++) {
      let difference = 0;
      for (let row = 0; row < found.height; row += 7) {
        for (let column = 0; column < found.width; column += 7) {
          difference += Math.abs((small[row * found.width + column] as number) - (large[(row + y) * photo.width + column + x] as number));
        }
      }
      if (difference < best.difference) best = { x, y, difference };
    }
  }
  return best;
}
