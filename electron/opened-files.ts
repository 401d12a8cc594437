import { statSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Photos that a command line names ("open with", a file dragged onto the icon).
 * @param words without the program itself
 * @param folder where it was typed
 */
export function photosNamed(words: readonly string[], folder: string): readonly string[] {
  return words.filter((word) => !word.startsWith('-')).map((word) => resolve(folder, word)).filter(isFile);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
