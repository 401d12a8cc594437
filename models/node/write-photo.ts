import { stat } from 'node:fs/promises';
import { AppFailure } from '../failure.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { encodePhoto } from './encode-photo.ts';
import type { PhotoFile } from './photo-file.ts';
import { formatOfPath } from './photo-formats.ts';

export interface WriteOptions {
  /** 1..100 for JPEG, WebP and AVIF; 100 is lossless for the last two. Default 95 for JPEG, 90 for WebP, 80 for AVIF. */
  readonly quality?: number;
  /** Replace a file that is there already; never the source. */
  readonly overwrite?: boolean;
  /** The photo this one was made from: refused as the output under whatever name or link. */
  readonly source?: string;
}

/**
 * Writes a photo in the format its name ends in, whole or not at all, with its EXIF, IPTC, XMP, colour profile and
 * resolution as far as the format can hold them.
 *
 * @returns sentences for a person about what the format could not hold
 * @throws AppFailure 'photo-unsupported' (the name's ending), 'option-invalid', 'output-exists', 'output-unwritable', 'disk-full'
 */
export async function writePhoto(path: string, file: PhotoFile, options: WriteOptions = {}): Promise<readonly string[]> {
  const format = formatOfPath(path);
  checkQuality(options.quality);
  await refuseToReplace(path, options);
  const { bytes, notes } = await encodePhoto(file, format, options.quality);
  // Encoding takes a while: something may have taken the name meanwhile.
  await refuseToReplace(path, options);
  await writeFileAtomically(path, bytes);
  return notes;
}

function checkQuality(quality: number | undefined): void {
  if (quality !== undefined && !(Number.isInteger(quality) && quality >= 1 && quality <= 100)) {
    throw new AppFailure('option-invalid', `A quality of ${quality} makes no sense: give a whole number from 1 to 100.`);
  }
}

async function refuseToReplace(path: string, { overwrite = false, source }: WriteOptions): Promise<void> {
  const there = await identity(path);
  if (there === undefined) return;
  if (source !== undefined && there === (await identity(source))) {
    throw new AppFailure('output-exists', `"${path}" is the photo itself, which Heirloom never writes over: choose another name.`);
  }
  if (!overwrite) {
    throw new AppFailure('output-exists', `"${path}" is there already: choose another name, or say that it may be replaced.`);
  }
}

/** Device and inode: the same for every name of one file, also through links and other spellings. */
async function identity(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    // Not there, or its folder is not: the write itself says what is wrong.
    return undefined;
  }
}
