import { createMask, createPhoto, type HoleMask, type Photo } from '../../../models/photo/photo.ts';

/** The picture that the constants of these tests were computed of, in whole numbers (its twin in Python stands in constants.py). */
export function pattern(width: number, height: number, k: number): Photo {
  const photo = createPhoto(width, height);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++, to++) {
        const value = (x * (c + 2) + y * 3 + ((x >> 3) ^ (y >> 2)) * (11 + k) + k * ((x * y) % 7)) % 256;
        photo.rgb[to] = value / 127.5 - 1;
      }
    }
  }
  return photo;
}

/** The same with an error of at most ten grey values. */
export function near(photo: Photo): Photo {
  const rgb = photo.rgb.map((value, i) => Math.min(255, Math.max(0, Math.round((value + 1) * 127.5) + ((i * 37) % 21) - 10)) / 127.5 - 1);
  return createPhoto(photo.width, photo.height, rgb);
}

/** Of a picture of 40 x 29: rows 8 to 19, columns 3 to 24. */
export function hole(): HoleMask {
  const mask = createMask(40, 29);
  for (let y = 8; y < 20; y++) mask.hole.fill(1, y * 40 + 3, y * 40 + 25);
  return mask;
}
