import { decodeSamples } from './decode-samples.ts';
import { settleExif } from './metadata/exif.ts';
import { soundProfile } from './metadata/icc.ts';
import { iptcOfPhotoshop, jpegResolution } from './metadata/jpeg-segments.ts';
import { pngResolution } from './metadata/png-chunks.ts';
import { resolutionOf } from './metadata/resolution.ts';
import { exifOfTiff, iptcOfTiff } from './metadata/tiff-tags.ts';
import { settleXmp } from './metadata/xmp.ts';
import { readPhotoBytes } from './photo-bytes.ts';
import type { PhotoFile, PhotoMetadata } from './photo-file.ts';
import { checkArea, checkSides, readHeader } from './photo-header.ts';
import type { PhotoHeader } from './photo-header.ts';
import { photoOfSamples } from './samples.ts';

/**
 * A photo from the disk: PNG, JPEG, WebP, TIFF (8 or 16 bit), AVIF, HEIC, or the first frame of a GIF; 16 x 16 pixels to 60
 * megapixels, upright. RGB and grey values stay in the file's own colour space; CMYK and Lab become sRGB, with a note.
 *
 * @throws AppFailure 'photo-missing', 'photo-unreadable', 'photo-unsupported', 'photo-too-small', 'photo-too-large'
 */
export async function readPhoto(path: string): Promise<PhotoFile> {
  const bytes = await readPhotoBytes(path);
  const header = await readHeader(bytes, path);
  checkArea(header, path);
  checkSides(header, path);
  const samples = await decodeSamples(header, path);
  const { metadata, notes } = metadataOf(bytes, header);
  return {
    ...photoOfSamples(samples),
    bitDepth: header.bitDepth,
    format: header.kind === 'gif' || header.kind === 'heic' ? 'png' : header.kind,
    grey: header.colours === 'grey',
    metadata,
    notes: [...framesNote(header), ...coloursNote(header), ...notes],
  };
}

function metadataOf(bytes: Buffer, { kind, width, height, colours, found }: PhotoHeader): { metadata: PhotoMetadata; notes: string[] } {
  const notes: string[] = [];
  const exifRecord = kind === 'tiff' ? exifOfTiff(bytes) : found.exif;
  const exif = exifRecord && settleExif(exifRecord, width, height);
  if (exifRecord !== undefined && exif === undefined) notes.push('Its EXIF data are damaged and were left out.');
  const xmp = found.xmp && settleXmp(found.xmp, width, height);
  if (found.xmp !== undefined && xmp === undefined) notes.push('Its XMP data are damaged and were left out.');
  const iptc = kind === 'tiff' ? iptcOfTiff(bytes) : found.iptc && iptcOfPhotoshop(found.iptc);
  // What was converted has left its profile; a grey photo may carry one for the colours it will get.
  const spaces = ({ rgb: ['RGB '], grey: ['GRAY', 'RGB '], cmyk: [], lab: [], lab8: [] } as const)[colours];
  const icc = found.icc && spaces.map((space) => soundProfile(found.icc as Buffer, space)).find((profile) => profile !== undefined);
  if (found.icc !== undefined && icc === undefined && spaces.length > 0) {
    notes.push('Its colour profile is damaged or for other colours and was left out.');
  }
  const density = densityOf(bytes, kind, exif);
  const metadata = {
    ...(exif && { exif }),
    ...(icc && { icc }),
    ...(xmp && { xmp }),
    ...(iptc && { iptc }),
    ...(density !== undefined && { density }),
  };
  return { metadata, notes };
}

/** Not from libvips, which says 72 where a file says nothing. */
function densityOf(bytes: Buffer, kind: PhotoHeader['kind'], exif: Uint8Array | undefined): number | undefined {
  if (kind === 'tiff') return resolutionOf(bytes);
  const own = kind === 'jpeg' ? jpegResolution(bytes) : kind === 'png' ? pngResolution(bytes) : undefined;
  return own ?? (exif && resolutionOf(exif));
}

function framesNote({ kind, found }: PhotoHeader): string[] {
  const frames = found.pages ?? 1;
  if (frames <= 1) return [];
  if (kind === 'tiff') return [`Only the first of its ${frames} pages was read.`];
  return [kind === 'avif' || kind === 'heic' ? `Only the main one of its ${frames} pictures was read.` : 'Only the first frame of the animation was read.'];
}

function coloursNote({ colours, found }: PhotoHeader): string[] {
  const notes: string[] = [];
  if (colours === 'cmyk') notes.push('Its CMYK colours were converted to sRGB.');
  if (colours === 'lab' || colours === 'lab8') notes.push('Its Lab colours were converted to sRGB.');
  if (found.gainMap !== undefined) notes.push('Its HDR gain map was left out; the picture itself is complete.');
  return notes;
}
