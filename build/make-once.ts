import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './world.ts';

/**
 * Makes a folder from files and keeps it as long as the files stay as they are: its name is the hash of what went into it. Several
 * processes may ask for the same one at once, and none ever sees half of it.
 * @param name of the folder in .cache/ that holds it
 * @param inputs files and folders, relative to the root
 * @param make fills the folder that it is given; called only if the folder is not there
 * @returns the folder
 */
export async function makeOnce(name: string, inputs: readonly string[], make: (folder: string) => Promise<void>): Promise<string> {
  const shelf = path.join(root, '.cache', name);
  const folder = path.join(shelf, hashOf(inputs));
  if (fs.existsSync(folder)) return folder;
  removeOld(shelf);
  const unfinished = `${folder}-${process.pid}`;
  fs.mkdirSync(unfinished, { recursive: true });
  try {
    await make(unfinished);
    if (!fs.existsSync(folder)) fs.renameSync(unfinished, folder);
  } catch (error) {
    // Another process was quicker: what it made is the same.
    if (!fs.existsSync(folder)) throw error;
  } finally {
    fs.rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

function hashOf(inputs: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap(filesIn).sort()) {
    const bytes = fs.readFileSync(path.join(root, file));
    hash.update(`${file.replaceAll('\\', '/')}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex').slice(0, 16);
}

function filesIn(place: string): readonly string[] {
  if (fs.statSync(path.join(root, place)).isFile()) return [place];
  return fs
    .readdirSync(path.join(root, place), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.tsbuildinfo'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

/** What a program still shows may be a day old. */
function removeOld(shelf: string): void {
  if (!fs.existsSync(shelf)) return;
  for (const entry of fs.readdirSync(shelf)) {
    const folder = path.join(shelf, entry);
    if (Date.now() - fs.statSync(folder).mtimeMs > 24 * 3_600_000) fs.rmSync(folder, { recursive: true, force: true });
  }
}
