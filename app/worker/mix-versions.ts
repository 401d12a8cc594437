import type { Mark } from '../contract/marks.ts';
import { AppFailure } from '../../models/failure.ts';
import { readPhoto, writePhoto } from '../../models/node/photo-file.ts';
import { createPhoto } from '../../models/photo/photo.ts';
import { maskOfMarks } from './mask-of-marks.ts';

/**
 * One picture made of regions of others: each part lies over what came before it where its marks are, mixed where they are soft.
 * @throws AppFailure 'mask-size' for versions of different sizes, of reading and writing
 */
export async function mixVersions(input: {
  readonly base: string;
  readonly parts: readonly { readonly source: string; readonly marks: readonly Mark[] }[];
  readonly stamps: Readonly<Record<string, string>>;
  readonly output: string;
}): Promise<{ readonly width: number; readonly height: number }> {
  const file = await readPhoto(input.base);
  const { width, height } = file.photo;
  const rgb = file.photo.rgb.slice();
  for (const { source, marks } of input.parts) {
    const { photo } = await readPhoto(source);
    if (photo.width !== width || photo.height !== height) {
      throw new AppFailure('mask-size', `A version of ${photo.width}x${photo.height} pixels cannot be laid over one of ${width}x${height}: mix versions of one size.`);
    }
    const { hole } = await maskOfMarks(marks, photo, input.stamps);
    for (let i = 0; i < rgb.length; i++) {
      const share = hole[Math.floor(i / 3)] as number;
      if (share > 0) rgb[i] = share === 1 ? (photo.rgb[i] as number) : (1 - share) * (rgb[i] as number) + share * (photo.rgb[i] as number);
    }
  }
  await writePhoto(input.output, { ...file, photo: createPhoto(width, height, rgb) });
  return { width, height };
}
