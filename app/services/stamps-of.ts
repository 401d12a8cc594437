import type { MaskId } from '../contract/marks.ts';
import type { OpenPhoto } from './open-photo.ts';

/** Files of the masks that are stamped, by their ids. */
export function stampsOf(marks: readonly { readonly kind: string; readonly mask?: MaskId }[], photo: OpenPhoto): Record<string, string> {
  const stamps: Record<string, string> = {};
  for (const { mask } of marks) if (mask !== undefined) stamps[mask] = photo.maskPath(mask);
  return stamps;
}
