import { stat } from 'node:fs/promises';
import { readPhotoBytes } from '../../models/node/photo-bytes.ts';
import type { PhotoKind } from '../../models/node/photo-file.ts';
import { checkArea, checkSides, damaged, readHeader } from '../../models/node/photo-header.ts';
import { sharp } from '../../models/node/sharp.ts';
import { looksGrey } from '../../models/photo/looks-grey.ts';

/** What the library knows of a photo's file. */
export interface Inspected {
  readonly width: number;
  readonly height: number;
  readonly depth: 8 | 16;
  readonly grey: boolean;
  readonly format: PhotoKind;
  /** Its size in bytes and its time tell a changed file from the one that was opened. */
  readonly bytes: number;
  readonly modifiedMs: number;
}

/**
 * Looks at a file as restoring will: it is decoded to its end, so that a damaged one is refused when it is opened and not
 * after minutes of work.
 * @throws AppFailure 'photo-missing', 'photo-unreadable', 'photo-unsupported', 'photo-too-small', 'photo-too-large'
 */
export async function inspectPhoto(path: string): Promise<Inspected> {
  const file = await readPhotoBytes(path);
  const { mtimeMs } = await stat(path);
  const header = await readHeader(file, path);
  checkArea(header, path);
  checkSides(header, path);
  const small = await sharp(header.viewable, { failOn: 'error', limitInputPixels: false, autoOrient: true })
    .resize(128, 128, { fit: 'inside' })
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw damaged(path, cause);
    });
  const { width, height, bitDepth, kind } = header;
  const grey = looksGrey(small.data, small.info.channels);
  return { width, height, depth: bitDepth, grey, format: kind, bytes: file.length, modifiedMs: mtimeMs };
}
