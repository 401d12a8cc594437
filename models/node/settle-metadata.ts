import type { CarriedMetadata } from './carrier-tiff.ts';
import type { AttachedRecords } from './metadata/attach-records.ts';
import { readExifTags, writeExifTags } from './metadata/exif-tags.ts';
import type { ExifTag } from './metadata/exif-tags.ts';
import { settleExif } from './metadata/exif.ts';
import { soundProfile } from './metadata/icc.ts';
import { largestJpegExif, largestJpegIptc } from './metadata/jpeg-segments.ts';
import { resolutionTags } from './metadata/resolution.ts';
import { largestJpegXmp, settleXmp } from './metadata/xmp.ts';
import type { PhotoFile, PhotoFormat } from './photo-file.ts';

/** The records as they go into one format, each undefined where there is none or the format cannot hold it. */
export interface SettledMetadata extends AttachedRecords, CarriedMetadata {
  readonly density: number | undefined;
  /** What had to stay behind, for a person. */
  readonly notes: readonly string[];
}

/** @param grey the photo is written as a single channel */
export function settleMetadata({ photo, metadata }: PhotoFile, format: PhotoFormat, grey: boolean): SettledMetadata {
  const { width, height } = photo;
  const { density } = metadata;
  const icc = metadata.icc && soundProfile(metadata.icc, grey ? 'GRAY' : 'RGB ');
  const exif = (metadata.exif && settleExif(metadata.exif, width, height)) ?? exifOfDensity(format, density);
  const xmp = metadata.xmp && settleXmp(metadata.xmp, width, height);
  const notes: string[] = [];
  if (grey && metadata.icc !== undefined && icc === undefined) notes.push('The colour profile was left out: it is for colours and the photo is grey.');
  const settled = { exif, icc, xmp, iptc: metadata.iptc, density, notes };
  if (format === 'jpeg') return fitJpeg(settled, notes);
  if (metadata.iptc === undefined || format === 'tiff') return settled;
  notes.push('The IPTC captions were left out: only JPEG and TIFF hold them.');
  return { ...settled, iptc: undefined };
}

/** A JPEG segment holds 64 KiB: what is larger loses its largest tags (a maker's notes, as a rule), or stays out. */
function fitJpeg(settled: SettledMetadata, notes: string[]): SettledMetadata {
  let { exif, xmp, iptc } = settled;
  if (exif !== undefined && exif.length > largestJpegExif) {
    exif = withoutLargeTags(exif, largestJpegExif);
    notes.push('The largest EXIF entries were left out: JPEG holds at most 64 KiB of EXIF.');
  }
  if (xmp !== undefined && xmp.length > largestJpegXmp) {
    xmp = undefined;
    notes.push('The XMP data were left out: JPEG holds at most 64 KiB of them.');
  }
  if (iptc !== undefined && iptc.length > largestJpegIptc) {
    iptc = undefined;
    notes.push('The IPTC captions were left out: JPEG holds at most 64 KiB of them.');
  }
  return { ...settled, exif, xmp, iptc };
}

function withoutLargeTags(exif: Uint8Array, most: number): Uint8Array | undefined {
  let tags = readExifTags(exif);
  if (tags === undefined) return undefined;
  const bySize = Object.values(tags)
    .flat()
    .toSorted((a: ExifTag, b: ExifTag) => b.value.length - a.value.length) as ExifTag[];
  for (const largest of bySize) {
    const written = writeExifTags(tags);
    if (written.length <= most) return written;
    const without = (list: readonly ExifTag[]): ExifTag[] => list.filter((tag) => tag !== largest);
    tags = { image: without(tags.image), exif: without(tags.exif), interop: without(tags.interop), gps: without(tags.gps) };
  }
  return undefined;
}

/** WebP and AVIF know a resolution only as EXIF. */
function exifOfDensity(format: PhotoFormat, density: number | undefined): Uint8Array | undefined {
  if (density === undefined || (format !== 'webp' && format !== 'avif')) return undefined;
  return writeExifTags({ image: resolutionTags(density), exif: [], interop: [], gps: [] });
}
