import { readPhoto, writePhoto } from '../../models/node/photo-file.ts';
import { chroma, luma, mergeLumaChroma } from '../../models/photo/colour.ts';

/**
 * The colours of `coloured`, `factor` times as strong, on the light of `before`. Both are of one size.
 * @throws AppFailure of reading and writing
 */
export async function setStrength(input: {
  readonly before: string;
  readonly coloured: string;
  readonly factor: number;
  readonly output: string;
}): Promise<null> {
  const { photo } = await readPhoto(input.before);
  const coloured = await readPhoto(input.coloured);
  const merged = mergeLumaChroma(luma(photo), chroma(coloured.photo), photo.width, photo.height, input.factor);
  await writePhoto(input.output, { ...coloured, photo: merged });
  return null;
}
