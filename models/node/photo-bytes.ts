import { readFile, stat } from 'node:fs/promises';
import { AppFailure } from '../failure.ts';

/** 60 megapixels of 16-bit RGBA, uncompressed, with room for layers and previews; well inside what Node reads at once. */
const largestBytes = 2 ** 30;

/**
 * A photo's file as it lies on the disk.
 * @throws AppFailure 'photo-missing', 'photo-too-large' (over 1 GiB), 'photo-unreadable' (a folder, empty, no permission)
 */
export async function readPhotoBytes(path: string): Promise<Buffer> {
  try {
    const status = await stat(path);
    if (status.isDirectory()) throw new AppFailure('photo-unreadable', `"${path}" is a folder, not a photo: name a photo inside it.`);
    if (!status.isFile()) throw new AppFailure('photo-unreadable', `"${path}" is not a file: name a photo.`);
    if (status.size > largestBytes) {
      throw new AppFailure('photo-too-large', `"${path}" is larger than 1 GiB: save it smaller (up to 60 megapixels), then restore that.`);
    }
    const bytes = await readFile(path);
    if (bytes.length === 0) {
      throw new AppFailure('photo-unreadable', `"${path}" is empty (0 bytes): copy it again from where it came.`);
    }
    return bytes;
  } catch (error) {
    if (error instanceof AppFailure) throw error;
    throw failureOf(path, error);
  }
}

function failureOf(path: string, cause: unknown): AppFailure {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ERR_INVALID_ARG_VALUE'].includes(code)) {
    return new AppFailure('photo-missing', `There is no file "${path}": check the name and the folder.`, { cause });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new AppFailure('photo-unreadable', `Heirloom may not read "${path}": change the file's permissions or copy it elsewhere.`, { cause });
  }
  return new AppFailure('photo-unreadable', `"${path}" could not be read from the disk (${code || 'unknown reason'}): copy it elsewhere and try again.`, {
    cause,
  });
}
