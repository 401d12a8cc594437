import { readFile } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import type { Picture } from '../host.ts';

/**
 * A file of the built window by the path of its address; null if there is none, or if the path leads elsewhere.
 * @param folder of the built renderer
 * @param pathname as it stands in the address: percent-encoded, `/` for the page itself
 */
export async function readRendererFile(folder: string, pathname: string): Promise<Picture | null> {
  const file = placeIn(folder, pathname);
  const type = file === null ? undefined : types[extname(file)];
  if (file === null || type === undefined) return null;
  const bytes = await readFile(file).catch(() => null);
  // Vite writes a hash of the contents into the names in assets/.
  return bytes === null ? null : { type, bytes, fixed: pathname.startsWith('/assets/') };
}

/** Everything a built page is made of: what is not listed is not served. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

function placeIn(folder: string, pathname: string): string | null {
  const name = decoded(pathname === '/' ? '/index.html' : pathname);
  // Two dots, a second slash, a backslash, a colon or a control character has no place in the name of one of our own files.
  if (name === null || !/^(?:\/[\w-][\w.-]*)+$/.test(name)) return null;
  const file = resolve(join(folder, name));
  return file.startsWith(resolve(folder) + sep) ? file : null;
}

function decoded(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null; // a lone %
  }
}
