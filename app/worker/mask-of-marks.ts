import type { Mark } from '../contract/marks.ts';
import { AppFailure } from '../../models/failure.ts';
import { readMask } from '../../models/node/photo-file.ts';
import { rasteriseMarks } from '../../models/photo/marks.ts';
import type { HoleMask } from '../../models/photo/photo.ts';

/**
 * The mask that marks make on a photo of this size.
 * @param stamps files of the masks that they stamp, by their ids
 * @throws AppFailure 'mask-unreadable', 'mask-size'
 */
export async function maskOfMarks(
  marks: readonly Mark[],
  { width, height }: { readonly width: number; readonly height: number },
  stamps: Readonly<Record<string, string>>,
): Promise<HoleMask> {
  const masks = new Map<string, HoleMask>();
  for (const mark of marks) {
    if (mark.kind !== 'stamp' || masks.has(mark.mask)) continue;
    masks.set(mark.mask, await readStamp(stamps[mark.mask], width, height));
  }
  return rasteriseMarks(marks, width, height, (id) => masks.get(id));
}

async function readStamp(path: string | undefined, width: number, height: number): Promise<HoleMask> {
  if (path === undefined) throw new AppFailure('mask-unreadable', 'A mask that was found or imported is not there any more: undo it, and find or import it again.');
  const stamp = await readMask(path);
  if (stamp.width === width && stamp.height === height) return stamp;
  throw new AppFailure('mask-size', `A mask of ${stamp.width}x${stamp.height} pixels does not fit this picture of ${width}x${height}: import one of its size.`);
}
