import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

interface LockEntry {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly resolved?: string;
}

const root = path.resolve(import.meta.dirname, '../..');
const { packages } = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as { packages: Readonly<Record<string, LockEntry>> };
const entries = Object.entries(packages);

/** npm leaves a platform's binary out, without a word, when its registry lacks that file: then `npm ci` refuses everywhere. */
test('every package that a package asks for is in the lock file, for every platform', () => {
  const missing = entries.flatMap(([place, entry]) =>
    Object.keys({ ...entry.dependencies, ...entry.devDependencies, ...entry.optionalDependencies })
      .filter((name) => !isReachable(place, name))
      .map((name) => `${name} of ${place}`),
  );
  expect(entries.length).toBeGreaterThan(100);
  expect(missing).toEqual([]);
});

test('the lock file asks for what package.json asks for', () => {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as LockEntry;
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'] as const) expect(packages['']![kind]).toEqual(manifest[kind]);
});

test('no address of one registry is written down: everyone installs from their own', () => {
  expect(entries.filter(([, entry]) => entry.resolved !== undefined).map(([place]) => place)).toEqual([]);
});

/** As Node looks for it: in the package's own node_modules, then in those of the folders above. */
function isReachable(place: string, name: string): boolean {
  if (packages[path.posix.join(place, 'node_modules', name)] !== undefined) return true;
  const above = place.lastIndexOf('node_modules/');
  return above >= 0 && isReachable(place.slice(0, Math.max(0, above - 1)), name);
}
