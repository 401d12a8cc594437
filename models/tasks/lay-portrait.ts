import type { Photo, Rectangle } from '../photo/photo.ts';

/**
 * Lays a portrait's colours over the photo's, in place: full in the face, fading to nothing at the portrait's border, so
 * that hair and neck go over into what is around them.
 * @param colours of the photo, planar [2,H,W]
 * @param own of the portrait, planar [2,side,side]
 */
export function layPortrait(photo: Photo, colours: Float32Array, box: Rectangle, own: Float32Array): void {
  const places = photo.width * photo.height;
  const inside = box.width * box.height;
  for (let row = Math.max(0, -box.y); row < Math.min(box.height, photo.height - box.y); row++) {
    for (let column = Math.max(0, -box.x); column < Math.min(box.width, photo.width - box.x); column++) {
      const share = shareAt((2 * column + 1) / box.width - 1, (2 * row + 1) / box.height - 1);
      if (share === 0) continue;
      const to = (box.y + row) * photo.width + box.x + column;
      const from = row * box.width + column;
      for (const channel of [0, 1]) {
        const at = to + channel * places;
        colours[at] = (colours[at] as number) + share * ((own[from + channel * inside] as number) - (colours[at] as number));
      }
    }
  }
}

/** x, y in [-1, 1]: 1 within the face, 0 at the border, smooth (Perlin's fifth-order step). */
function shareAt(x: number, y: number): number {
  const radius = Math.hypot(x, 0.9 * y);
  const t = Math.min(1, Math.max(0, (1 - radius) / 0.4));
  return t * t * t * (t * (6 * t - 15) + 10);
}
