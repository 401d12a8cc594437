import type { Metadata } from 'sharp';
import { AppFailure } from '../failure.ts';
import { eightBitLabAsRgb } from './lab-tiff.ts';
import { isRawTiff } from './metadata/tiff-tags.ts';
import { tiffOfHeic } from './heic.ts';
import type { PhotoKind } from './photo-file.ts';
import { sharp } from './sharp.ts';
import { cameraRaw, sniff } from './sniff.ts';

/** 60 megapixels: decoded as floats they take 720 MB. */
const largestPixels = 60_000_000;
const smallestSide = 16;

/** What a file says of itself before a single pixel is decoded. */
export interface PhotoHeader {
  readonly kind: PhotoKind;
  /** As a person sees it: after the EXIF orientation. */
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 8 | 16;
  /** How the samples reach sRGB-like values: as they are (rgb, grey) or through a conversion. 'lab8' decodes as if it were rgb. */
  readonly colours: 'rgb' | 'grey' | 'cmyk' | 'lab' | 'lab8';
  /** What to give the decoder: the file, but for a Lab TIFF of 8 bits and for HEIC. */
  readonly decodable: Buffer;
  /** What a decoder turns into sRGB: the file, but for HEIC. */
  readonly viewable: Buffer;
  /** What sharp found; its EXIF, ICC, XMP and IPTC are still as in the file. */
  readonly found: Metadata;
}

/** @throws AppFailure 'photo-unsupported', 'photo-unreadable' */
export async function readHeader(bytes: Buffer, path: string): Promise<PhotoHeader> {
  const sniffed = kindOf(bytes, path);
  const lab = sniffed === 'tiff' ? eightBitLabAsRgb(bytes) : undefined;
  const found = await foundIn(lab ?? bytes, path);
  // AVIF and HEIC hide behind each other's brands now and then.
  const kind = found.format === 'heif' ? (found.compression === 'av1' ? 'avif' : 'heic') : sniffed;
  const { width, height } = found.autoOrient;
  const viewable = kind === 'heic' ? await decodedHeic(bytes, found, path) : bytes;
  return { kind, width, height, ...samplesOf(found, path), ...(lab && { colours: 'lab8' }), decodable: lab ?? viewable, viewable, found };
}

async function decodedHeic(bytes: Buffer, { icc, autoOrient }: Metadata, path: string): Promise<Buffer> {
  checkArea(autoOrient, path);
  try {
    return await tiffOfHeic(bytes, icc);
  } catch (cause) {
    throw damaged(path, cause);
  }
}

/** Refuses what is too large, before it is decoded. @throws AppFailure 'photo-too-large' */
export function checkArea({ width, height }: Pick<PhotoHeader, 'width' | 'height'>, path: string): void {
  if (width * height <= largestPixels) return;
  throw new AppFailure(
    'photo-too-large',
    `"${path}" has ${width} x ${height} pixels, more than the 60 megapixels Heirloom takes: scale it down or crop it first.`,
  );
}

/** Refuses what is too small to hold a photo. @throws AppFailure 'photo-too-small' */
export function checkSides({ width, height }: PhotoHeader, path: string): void {
  if (Math.min(width, height) >= smallestSide) return;
  throw new AppFailure(
    'photo-too-small',
    `"${path}" has only ${width} x ${height} pixels: a photo needs at least ${smallestSide} on each side.`,
  );
}

function kindOf(bytes: Buffer, path: string): PhotoHeader['kind'] {
  const sniffed = isRawTiff(bytes) ? cameraRaw : sniff(bytes);
  if (sniffed === undefined) {
    throw new AppFailure(
      'photo-unreadable',
      `"${path}" does not hold a picture, whatever its name says: choose a PNG, JPEG, WebP, TIFF, AVIF, HEIC or GIF file.`,
    );
  }
  if ('format' in sniffed) return sniffed.format;
  throw new AppFailure('photo-unsupported', `"${path}" is a ${sniffed.unsupported}, which Heirloom cannot read: ${sniffed.advice}.`);
}

async function foundIn(bytes: Buffer, path: string): Promise<Metadata> {
  try {
    return await sharp(bytes, { failOn: 'none', limitInputPixels: false }).metadata();
  } catch (cause) {
    throw damaged(path, cause);
  }
}

/** The failure for everything a decoder can complain of. */
export function damaged(path: string, cause: unknown): AppFailure {
  return new AppFailure('photo-unreadable', `"${path}" is damaged or cut off: copy it again from the camera, the scanner or a backup.`, { cause });
}

function samplesOf({ space, depth, channels }: Metadata, path: string): Pick<PhotoHeader, 'bitDepth' | 'colours'> {
  if (space === 'lab' || space === 'labs') return { bitDepth: depth === 'uchar' ? 8 : 16, colours: 'lab' };
  const bitDepth = depth === 'uchar' ? 8 : depth === 'ushort' ? 16 : undefined;
  if (bitDepth !== undefined) {
    // The CMYK profiles lead to 8-bit sRGB only.
    if (space === 'cmyk' && channels >= 4) return { bitDepth: 8, colours: 'cmyk' };
    if ((space === 'srgb' || space === 'rgb' || space === 'rgb16') && channels >= 3) return { bitDepth, colours: 'rgb' };
    if (space === 'b-w' || space === 'grey16') return { bitDepth, colours: 'grey' };
  }
  throw new AppFailure(
    'photo-unsupported',
    `"${path}" stores its pixels in a way Heirloom cannot read (${depth} ${space}): save it as RGB or grey with 8 or 16 bits a channel.`,
  );
}
