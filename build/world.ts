import fs from 'node:fs';
import path from 'node:path';

/** The repository's root: tools work there, wherever the command was typed. */
export const root = path.dirname(import.meta.dirname);

/** Every folder with a tsconfig.json: its own `lib` and `types`, so that no room sees a platform that it may not use. */
export function worlds(): readonly string[] {
  const candidates = ['.', 'build', 'models', 'models/node', 'app', 'cli', 'electron', 'renderer', 'tests'];
  return candidates.filter((folder) => fs.existsSync(path.join(root, folder, 'tsconfig.json')));
}
