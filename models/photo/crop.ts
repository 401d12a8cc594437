import { createMask, createPhoto, type HoleMask, type Photo, type Rectangle } from './photo.ts';

/** What lies in the box, box.width x box.height; beyond the photo's border its pixels are mirrored (the border's own not repeated). */
export function cropPhoto(photo: Photo, box: Rectangle): Photo {
  const { rgb } = photo;
  const crop = createPhoto(box.width, box.height);
  const columns = Int32Array.from({ length: box.width }, (_, x) => mirrored(box.x + x, photo.width) * 3);
  const inside = box.x >= 0 && box.x + box.width <= photo.width;
  for (let y = 0, to = 0; y < box.height; y++) {
    const row = mirrored(box.y + y, photo.height) * photo.width * 3;
    if (inside) {
      crop.rgb.set(rgb.subarray(row + box.x * 3, row + (box.x + box.width) * 3), to);
      to += box.width * 3;
      continue;
    }
    for (let x = 0; x < box.width; x++, to += 3) {
      const from = row + (columns[x] as number);
      crop.rgb[to] = rgb[from] as number;
      crop.rgb[to + 1] = rgb[from + 1] as number;
      crop.rgb[to + 2] = rgb[from + 2] as number;
    }
  }
  return crop;
}

/** The mask within the box; there is no hole beyond the photo: 0. */
export function cropMask(mask: HoleMask, box: Rectangle): HoleMask {
  const crop = createMask(box.width, box.height);
  const left = Math.max(0, box.x);
  const right = Math.min(mask.width, box.x + box.width);
  if (left >= right) return crop;
  for (let y = Math.max(0, box.y); y < Math.min(mask.height, box.y + box.height); y++) {
    crop.hole.set(mask.hole.subarray(y * mask.width + left, y * mask.width + right), (y - box.y) * box.width + left - box.x);
  }
  return crop;
}

/** ... 2 1 [0 1 2 ... size-1] size-2 ... with as many reflections as it takes. */
function mirrored(at: number, size: number): number {
  if (at >= 0 && at < size) return at;
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const phase = ((at % period) + period) % period;
  return phase < size ? phase : period - phase;
}
