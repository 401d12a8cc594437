import type { Sharp } from 'sharp';
import { AppFailure } from '../failure.ts';
import type { Photo } from '../photo/photo.ts';
import { carrierTiff } from './carrier-tiff.ts';
import { greyTone } from './grey-tone.ts';
import { attachRecords } from './metadata/attach-records.ts';
import { soundProfile } from './metadata/icc.ts';
import type { PhotoFile, PhotoFormat } from './photo-file.ts';
import { applyTone, fillSamples, isGrey } from './samples.ts';
import { settleMetadata } from './settle-metadata.ts';
import { sharp } from './sharp.ts';

interface Encoded {
  readonly bytes: Uint8Array;
  /** Sentences for a person: what the format could not hold. */
  readonly notes: readonly string[];
}

type Encode = (pipeline: Sharp, quality: number | undefined, bitDepth: 8 | 16) => Sharp;

/**
 * A photo as the bytes of a file.
 * @param quality 1..100, see WriteOptions
 * @throws AppFailure 'photo-too-large' if the format has no room for it, 'output-unwritable' if its encoder refuses it
 */
export async function encodePhoto(file: PhotoFile, format: PhotoFormat, quality: number | undefined): Promise<Encoded> {
  const { photo, alpha } = file;
  checkSides(photo, format);
  const bitDepth = format === 'png' || format === 'tiff' ? file.bitDepth : 8;
  // WebP knows no single channel.
  const grey = file.grey && format !== 'webp' && isGrey(photo);
  const hasAlpha = alpha !== undefined && format !== 'jpeg';
  const records = settleMetadata(file, format, grey);

  const { bytes, samples } = carrierTiff(photo.width, photo.height, (grey ? 1 : 3) + (hasAlpha ? 1 : 0), bitDepth, records);
  fillSamples(samples, photo, alpha);
  const greyProfile = file.metadata.icc && soundProfile(file.metadata.icc, 'GRAY');
  if (!grey && greyProfile !== undefined) applyTone(samples, await greyTone(greyProfile, bitDepth));

  const space = grey ? (bitDepth === 16 ? 'grey16' : 'b-w') : bitDepth === 16 ? 'rgb16' : 'srgb';
  const pipeline = sharp(bytes, { limitInputPixels: false }).toColourspace(space).keepIccProfile().keepXmp();
  // AVIF's tables must hold a place for EXIF before its bytes can be put there.
  if (format === 'avif' && records.exif !== undefined) pipeline.withExif({ IFD0: { Software: 'Heirloom' } });
  const encoded = await encodeAs[format](pipeline, quality, bitDepth)
    .toBuffer()
    .catch((cause: unknown) => {
      throw new AppFailure('output-unwritable', `The photo could not be written as ${names[format]}: choose another format, such as TIFF.`, { cause });
    });
  return {
    bytes: attachRecords(encoded, format, records, photo),
    notes: [...lossNotes(file, format), ...records.notes],
  };
}

const names: Readonly<Record<PhotoFormat, string>> = { png: 'PNG', jpeg: 'JPEG', webp: 'WebP', tiff: 'TIFF', avif: 'AVIF' };
const longestSide: Readonly<Partial<Record<PhotoFormat, number>>> = { jpeg: 65535, webp: 16383, avif: 16384 };

function checkSides({ width, height }: Photo, format: PhotoFormat): void {
  const longest = longestSide[format];
  if (longest === undefined || Math.max(width, height) <= longest) return;
  throw new AppFailure(
    'photo-too-large',
    `${names[format]} holds at most ${longest} pixels a side, and this photo has ${width} x ${height}: save it as PNG or TIFF.`,
  );
}

/**
 * Chosen on a 12-megapixel photo (2 cores): JPEG without the second pass is 7 times faster for 28 % more bytes; PNG's
 * row filters pay for 16 bits only; LZW with a predictor is smaller than plain deflate and four times faster than
 * deflate with one; more effort in AVIF takes five times as long for 4 % fewer bytes.
 */
const encodeAs: Readonly<Record<PhotoFormat, Encode>> = {
  jpeg: (pipeline, quality = 95) => pipeline.jpeg({ quality, chromaSubsampling: '4:4:4', optimiseCoding: false }),
  png: (pipeline, _, bitDepth) =>
    pipeline.png(bitDepth === 16 ? { compressionLevel: 2, adaptiveFiltering: true } : { compressionLevel: 6 }),
  tiff: (pipeline) => pipeline.tiff({ compression: 'lzw', predictor: 'horizontal' }),
  webp: (pipeline, quality = 90) =>
    pipeline.webp(quality === 100 ? { lossless: true, exact: true, effort: 1 } : { quality, effort: 2 }),
  avif: (pipeline, quality = 80) =>
    pipeline.avif(quality === 100 ? { lossless: true, effort: 0 } : { quality, effort: 0, chromaSubsampling: '4:4:4' }),
};

function lossNotes({ alpha, bitDepth }: PhotoFile, format: PhotoFormat): string[] {
  const notes: string[] = [];
  if (alpha !== undefined && format === 'jpeg') notes.push('JPEG holds no transparency: the photo was laid on white.');
  if (bitDepth === 16 && format !== 'png' && format !== 'tiff') {
    notes.push(`${names[format]} holds 8 bits a channel here: the 16-bit values were rounded; PNG and TIFF keep them.`);
  }
  return notes;
}
