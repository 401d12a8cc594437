import type { PhotoFormat } from '../photo-file.ts';
import { withAvifExif } from './avif-items.ts';
import { withJpegSegments } from './jpeg-segments.ts';
import { withPngChunks } from './png-chunks.ts';
import { withTiffTags } from './tiff-tags.ts';
import { withWebpExif } from './webp-chunks.ts';

/** Records that sharp does not take whole. */
export interface AttachedRecords {
  readonly exif: Uint8Array | undefined;
  readonly iptc: Uint8Array | undefined;
  /** Dots per inch. */
  readonly density: number | undefined;
}

/**
 * Puts into an encoded photo what sharp cannot: a whole EXIF record (sharp takes single tags, as text), IPTC, and a
 * resolution without EXIF of its own. Colour profile and XMP are in it already.
 */
export function attachRecords(encoded: Uint8Array, format: PhotoFormat, records: AttachedRecords, size: Size): Uint8Array {
  switch (format) {
    case 'jpeg':
      return withJpegSegments(encoded, records);
    case 'png':
      return withPngChunks(encoded, records);
    case 'tiff':
      return withTiffTags(encoded, records);
    case 'webp':
      return records.exif === undefined ? encoded : withWebpExif(encoded, records.exif, size.width, size.height);
    case 'avif':
      return records.exif === undefined ? encoded : withAvifExif(encoded, records.exif);
  }
}

interface Size {
  readonly width: number;
  readonly height: number;
}
