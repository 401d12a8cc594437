import type { MaskId } from './marks.ts';
import type { PhotoId, VersionId } from './photos.ts';

/** Side of a tile in pixels; those at the right and bottom edge are smaller. */
export const tileSide = 512;

/** Places of pixels, under `photo://heirloom` on a desktop and under `/` in a browser. Whoever serves them parses these forms only. */
export const pictures = {
  /** At most 320 pixels on the long side. */
  thumbnail: (photo: PhotoId, version: VersionId | null): string => `/pictures/${photo}/${version ?? 'original'}/thumbnail`,
  /**
   * One tile of a photo. Level 0 is every pixel; each next level is half as large (rounded up), until the whole fits one tile.
   * @param column counted from the left, from 0
   */
  tile: (photo: PhotoId, version: VersionId | null, level: number, column: number, row: number): string =>
    `/pictures/${photo}/${version ?? 'original'}/${level}/${column}/${row}`,
  /** A kept mask at the photo's size: white with the mask as its opacity (PNG). */
  mask: (photo: PhotoId, mask: MaskId): string => `/pictures/${photo}/masks/${mask}`,
  /** Where a version differs from what it was made from: white, opaque where a pixel changed (PNG), at most 2048 on the long side. */
  changes: (photo: PhotoId, version: VersionId): string => `/pictures/${photo}/${version}/changes`,
} as const;
