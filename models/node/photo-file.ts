import type { Photo } from '../photo/photo.ts';

export { readPhoto } from './read-photo.ts';
export { readMask } from './read-mask.ts';
export { writePhoto } from './write-photo.ts';

/** What Heirloom writes. It reads these and the first frame of a GIF. */
export type PhotoFormat = 'png' | 'jpeg' | 'webp' | 'tiff' | 'avif';

/** What is read: HEIC and GIF are not written. */
export type PhotoKind = PhotoFormat | 'heic' | 'gif';

/** What travels beside the pixels. Everything is already settled: upright, without embedded thumbnails. */
export interface PhotoMetadata {
  /** A TIFF block ("II*" or "MM*" first), byte for byte the file's own but for orientation, size and thumbnail. */
  readonly exif?: Uint8Array;
  /** The colour profile the photo's values are in; absent means sRGB. */
  readonly icc?: Uint8Array;
  /** UTF-8 XML. */
  readonly xmp?: Uint8Array;
  /** IPTC-IIM datasets (0x1C ...), as archives caption their scans. */
  readonly iptc?: Uint8Array;
  /** Dots per inch. */
  readonly density?: number;
}

/** A photo as it lay on the disk, turned upright. Its values stay in the file's own colour space (`metadata.icc`). */
export interface PhotoFile {
  readonly photo: Photo;
  /** [height * width], 0 = transparent .. 1 = opaque, not premultiplied; undefined where the file has none. */
  readonly alpha: Float32Array | undefined;
  readonly bitDepth: 8 | 16;
  /** The format it was in; a GIF, which Heirloom does not write, counts as 'png'. */
  readonly format: PhotoFormat;
  /** Stored as a single channel: it is written so again as long as it is grey. */
  readonly grey: boolean;
  readonly metadata: PhotoMetadata;
  /** Sentences for a person about what could not be taken over, such as further frames. */
  readonly notes: readonly string[];
}
