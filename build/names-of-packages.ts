import fs from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

/** In a built folder: the packages whose code went into it. No server gives it away: its name begins with a dot. */
const noteName = '.packages.json';

/** Writes down whose code a build holds: licences of what is shipped are owed for exactly that. @param folder of the build */
export function namesOfPackages(folder: string): Plugin {
  const found = new Set<string>();
  return {
    name: 'heirloom:names-of-packages',
    renderChunk(_, chunk) {
      for (const id of chunk.moduleIds) {
        const name = /.*node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(id)?.[1];
        if (name !== undefined) found.add(name.replaceAll('\\', '/'));
      }
      return null;
    },
    closeBundle() {
      const names = new Set([...bundledPackages(folder), ...found]);
      fs.writeFileSync(path.join(folder, noteName), JSON.stringify([...names].sort()));
    },
  };
}

/** @param folder of a build @returns names of packages, sorted; none if nothing was written down */
export function bundledPackages(folder: string): readonly string[] {
  const note = path.join(folder, noteName);
  return fs.existsSync(note) ? (JSON.parse(fs.readFileSync(note, 'utf8')) as readonly string[]) : [];
}
