import { createPhoto, type Photo } from './photo.ts';

/** The network's layout: [3,H,W] in one array, first all of R, then G, then B; the values themselves are kept. */
export function toPlanar(photo: Photo): Float32Array {
  const { rgb } = photo;
  const pixels = photo.width * photo.height;
  const planar = new Float32Array(3 * pixels);
  for (let i = 0, from = 0; i < pixels; i++, from += 3) {
    planar[i] = rgb[from] as number;
    planar[pixels + i] = rgb[from + 1] as number;
    planar[2 * pixels + i] = rgb[from + 2] as number;
  }
  return planar;
}

/** The way back from [3,H,W]. @throws RangeError if `planar` does not hold 3*width*height values. */
export function fromPlanar(planar: Float32Array, width: number, height: number): Photo {
  const pixels = width * height;
  const photo = createPhoto(width, height, new Float32Array(planar.length));
  const { rgb } = photo;
  for (let i = 0, to = 0; i < pixels; i++, to += 3) {
    rgb[to] = planar[i] as number;
    rgb[to + 1] = planar[pixels + i] as number;
    rgb[to + 2] = planar[2 * pixels + i] as number;
  }
  return photo;
}
