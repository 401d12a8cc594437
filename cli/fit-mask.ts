import { AppFailure } from '../models/failure.ts';
import { createMask, type HoleMask, type Photo } from '../models/photo/photo.ts';
import { resizeMask } from '../models/photo/resize.ts';
import type { InpaintOptions } from './options.ts';

/**
 * The mask as a person meant it for this photo.
 * @throws AppFailure 'mask-size' for another size, unless it is to be fitted
 */
export function fitMask(mask: HoleMask, photo: Photo, { fitMask: fit, invertMask }: Omit<InpaintOptions, 'mask'>): HoleMask {
  const { width, height } = photo;
  const same = mask.width === width && mask.height === height;
  if (!same && !fit) {
    throw new AppFailure(
      'mask-size',
      `The mask is ${mask.width}x${mask.height} pixels and the photo ${width}x${height}: add --fit-mask to stretch it, or save it at the photo's size.`,
    );
  }
  const meant = invertMask ? createMask(mask.width, mask.height, mask.hole.map((value) => 1 - value)) : mask;
  return same ? meant : resizeMask(meant, width, height);
}
