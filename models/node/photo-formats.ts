import { extname } from 'node:path';
import { AppFailure } from '../failure.ts';
import type { PhotoFormat } from './photo-file.ts';

/** Endings of the formats that Heirloom writes, the usual one first. */
export const writtenEndings: Readonly<Record<PhotoFormat, readonly [string, ...string[]]>> = {
  png: ['.png'],
  jpeg: ['.jpg', '.jpeg', '.jpe', '.jfif'],
  webp: ['.webp'],
  tiff: ['.tif', '.tiff'],
  avif: ['.avif'],
};

/** Endings of files that hold a photo. */
export const photoEndings: ReadonlySet<string> = new Set([...Object.values(writtenEndings).flat(), '.gif', '.heic', '.heif']);

/** Whether a file of this name is taken for a photo when a folder is searched. */
export function isPhotoName(path: string): boolean {
  return photoEndings.has(extname(path).toLowerCase());
}

/** The format that a path's ending asks for. @throws AppFailure 'photo-unsupported' if Heirloom does not write it. */
export function formatOfPath(path: string): PhotoFormat {
  const ending = extname(path).toLowerCase();
  for (const [format, endings] of Object.entries(writtenEndings)) {
    if (endings.includes(ending)) return format as PhotoFormat;
  }
  const what = ending === '' ? 'A name without an ending' : ending === '.gif' ? 'GIF (256 colours)' : `"${ending}"`;
  throw new AppFailure(
    'photo-unsupported',
    `${what} is no format Heirloom writes, so "${path}" was not saved: let its name end in .png, .jpg, .webp, .tif or .avif.`,
  );
}
