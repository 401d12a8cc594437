import type { Mark } from '../contract/marks.ts';
import { AppFailure } from '../../models/failure.ts';
import { readMask, readPhoto } from '../../models/node/photo-file.ts';
import { findDamage } from '../../models/photo/damage/find-damage.ts';
import type { HoleMask } from '../../models/photo/photo.ts';
import { resizeMask } from '../../models/photo/resize.ts';
import { maskOfMarks } from './mask-of-marks.ts';
import { writeKeptMask, writeMaskPicture } from './write-mask.ts';

export interface KeptMask {
  readonly width: number;
  readonly height: number;
  /** Share of the photo that is marked. */
  readonly share: number;
}

/** Keeps a mask of the damage there seems to be. @returns null if there is nothing to repair */
export async function findDamageMask({ source, output }: { readonly source: string; readonly output: string }): Promise<KeptMask | null> {
  const { photo } = await readPhoto(source);
  const found = findDamage(photo);
  return found === null ? null : keep(found, output);
}

/**
 * Takes over a mask from a picture; one of another size but the photo's proportions is stretched.
 * @throws AppFailure 'mask-unreadable', 'mask-size', 'mask-empty'
 */
export async function importMask(input: {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly output: string;
}): Promise<KeptMask> {
  const { width, height } = input;
  const mask = await readMask(input.path);
  if (Math.abs((mask.width * height) / (mask.height * width) - 1) > 0.02) {
    throw new AppFailure('mask-size', `The mask is ${mask.width}x${mask.height} pixels and the photo ${width}x${height}: save the mask in the photo's proportions.`);
  }
  const fitted = mask.width === width && mask.height === height ? mask : resizeMask(mask, width, height);
  if (fitted.hole.every((value) => value === 0)) {
    throw new AppFailure('mask-empty', 'The mask is black all over, so nothing would be restored: paint white what is to be restored.');
  }
  return keep(fitted, input.output);
}

/** Writes what marks make as a picture, white = restore here. @throws AppFailure 'mask-unreadable', 'mask-size', of writing */
export async function exportMask(input: {
  readonly marks: readonly Mark[];
  readonly width: number;
  readonly height: number;
  readonly stamps: Readonly<Record<string, string>>;
  readonly output: string;
}): Promise<null> {
  await writeMaskPicture(input.output, await maskOfMarks(input.marks, input, input.stamps));
  return null;
}

async function keep(mask: HoleMask, output: string): Promise<KeptMask> {
  await writeKeptMask(output, mask);
  const { width, height, hole } = mask;
  return { width, height, share: hole.reduce((sum, value) => sum + value, 0) / hole.length };
}
