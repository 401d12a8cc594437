import sharp, { type Sharp } from 'sharp';
import { createPhoto, type Photo } from '../../../models/photo/photo.ts';
import type { Random } from '../../../models/random.ts';

/** White noise on the 16-bit grid: every value a 16-bit file can hold, none a neighbour could explain. */
export function noisePhoto(width: number, height: number, random: Random): Photo {
  return createPhoto(width, height, Float32Array.from({ length: width * height * 3 }, () => random.integer(65536) / 32767.5 - 1));
}

/** A picture with what photographs have: slow shading, a hard edge, a fine texture, strong and weak colours. */
export function paintedPhoto(width: number, height: number): Photo {
  const photo = createPhoto(width, height);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 3) {
      const [u, v] = [x / width, y / height];
      const disc = Math.hypot(u - 0.55, v - 0.45) < 0.25;
      const texture = 0.12 * Math.sin(x * 0.9) * Math.cos(y * 0.7);
      photo.rgb[to] = (disc ? 0.6 : -0.3) + 0.4 * u * v + texture;
      photo.rgb[to + 1] = (disc ? -0.2 : 0.2) + 0.3 * Math.sin(5 * u) * v + texture;
      photo.rgb[to + 2] = (disc ? -0.5 : 0.5) - 0.5 * v + texture;
    }
  }
  return photo;
}

export function toBytes(photo: Photo): Uint8Array {
  return Uint8Array.from(photo.rgb, (v) => Math.min(255, Math.max(0, Math.round((v + 1) * 127.5))));
}

export function fromBytes(bytes: Uint8Array, width: number, height: number): Photo {
  return createPhoto(width, height, Float32Array.from(bytes, (v) => v / 127.5 - 1));
}

/** The same pixels for sharp. */
export function toSharp(photo: Photo): Sharp {
  return sharp(toBytes(photo), { raw: { width: photo.width, height: photo.height, channels: 3 } });
}

export async function fromSharp(picture: Sharp): Promise<Photo> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return fromBytes(data, info.width, info.height);
}

/** Mean and largest absolute difference of two arrays of one length. */
export function difference(a: Float32Array, b: Float32Array): { mean: number; largest: number } {
  if (a.length !== b.length) throw new RangeError(`${a.length} values beside ${b.length}.`);
  let [sum, largest] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    const d = Math.abs((a[i] as number) - (b[i] as number));
    sum += d;
    largest = Math.max(largest, d);
  }
  return { mean: sum / a.length, largest };
}
