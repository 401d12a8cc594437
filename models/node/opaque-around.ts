import { cropMask } from '../photo/crop.ts';
import { createMask } from '../photo/photo.ts';
import type { Margins } from '../tasks/uncrop.ts';

/** The alpha of a photo that grew: what was added is opaque. @param alpha [height*width], 1 = opaque */
export function opaqueAround(alpha: Float32Array, width: number, height: number, { left, top, right, bottom }: Margins): Float32Array {
  // cropMask puts 0 where there was nothing: crop the transparency.
  const transparency = createMask(width, height, alpha.map((value) => 1 - value));
  const box = { x: -left, y: -top, width: left + width + right, height: top + height + bottom };
  return cropMask(transparency, box).hole.map((value) => 1 - value);
}
