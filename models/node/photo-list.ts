import { realpath, stat } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { AppFailure } from '../failure.ts';
import { isPhotoName } from './photo-formats.ts';

interface ListOptions {
  /** Search folders all the way down; otherwise only the photos right in them count. */
  readonly recursive?: boolean;
}

/**
 * The photos that a person named: files as they are, folders for the photos in them (by their endings, hidden files
 * left out), globs for the photos that match. A name that exists counts as itself, even with brackets in it.
 *
 * @returns paths, each file once whatever it was called by, in natural order (2 before 10), the same on every machine
 * @throws AppFailure 'photo-missing' if a name or glob leads nowhere, 'folder-empty'
 */
export async function listPhotos(patterns: readonly string[], options: ListOptions = {}): Promise<string[]> {
  const found: string[] = [];
  for (const pattern of patterns) found.push(...(await photosOf(pattern, options)));
  const unique = new Map<string, string>();
  for (const path of found.toSorted(naturalOrder)) {
    const real = await realpath(path);
    if (!unique.has(real)) unique.set(real, path);
  }
  return [...unique.values()];
}

async function photosOf(pattern: string, { recursive = false }: ListOptions): Promise<string[]> {
  const kind = await kindOf(pattern);
  if (kind === 'file') return [normalize(pattern)];
  if (kind === 'folder') return folderPhotos(pattern, recursive);
  // A backslash separates folders on Windows, but escapes in a glob.
  const portable = process.platform === 'win32' ? pattern.replaceAll('\\', '/') : pattern;
  const matches = isDynamicPattern(portable) ? await glob(portable, { expandDirectories: false }) : [];
  const photos = matches.filter(isPhotoName).map((path) => normalize(path));
  if (photos.length > 0) return photos;
  throw new AppFailure('photo-missing', `There is no photo "${pattern}": check the name and the folder.`);
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'nothing'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    // Whatever the reason, there is nothing here under this name; it may still be a glob.
    return 'nothing';
  }
}

async function folderPhotos(folder: string, recursive: boolean): Promise<string[]> {
  const names = (await glob(recursive ? '**/*' : '*', { cwd: folder, expandDirectories: false })).filter(isPhotoName);
  if (names.length > 0) return names.map((name) => join(folder, name));
  const where = recursive ? 'or its subfolders' : '(its subfolders were not searched)';
  throw new AppFailure(
    'folder-empty',
    `There are no photos in "${folder}" ${where}: Heirloom looks for PNG, JPEG, WebP, TIFF, AVIF and GIF files.`,
  );
}

const natural = new Intl.Collator('en', { numeric: true });

/** Code units decide between names that read the same. */
function naturalOrder(a: string, b: string): number {
  return natural.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
