import { fileURLToPath } from 'node:url';
import type { Framing } from '../../teach/crops.ts';
import type { StoredPhoto } from '../../training/batch.ts';
import { readPhotoBytes } from '../photo-bytes.ts';
import { sharp } from '../sharp.ts';

/** Pictures of all kinds that come with Heirloom; they belong to nobody (models/weights/general/README.md). */
export interface GeneralSet {
  /** To be mixed into a person's own, against forgetting. */
  readonly lessons: readonly StoredPhoto[];
  /** To measure what was forgotten; none of the lessons is among them. */
  readonly exam: readonly StoredPhoto[];
}

/** Side of a picture on the sheet. */
const side = 128;

/** A sheet of 128 x 128 pictures: every other one is for the exam. */
export async function openGeneralSet(framing: Framing): Promise<GeneralSet> {
  const file = fileURLToPath(new URL(`../../weights/general/${framing === 'faces' ? 'faces' : 'scenes'}.webp`, import.meta.url));
  const { data, info } = await sharp(await readPhotoBytes(file)).toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const across = info.width / side;
  const place = (i: number): StoredPhoto => tile(data, info.width, (i % across) * side, Math.floor(i / across) * side);
  const pictures = Array.from({ length: across * (info.height / side) }, (_, i) => place(i));
  return { lessons: pictures.filter((_, i) => i % 2 === 1), exam: pictures.filter((_, i) => i % 2 === 0) };
}

function tile(sheet: Uint8Array, width: number, x: number, y: number): StoredPhoto {
  const rgb = new Uint8Array(side * side * 3);
  for (let row = 0; row < side; row++) {
    const from = ((y + row) * width + x) * 3;
    rgb.set(sheet.subarray(from, from + side * 3), row * side * 3);
  }
  return { width: side, height: side, rgb };
}
