import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Electron's program, if it was fetched: in ELECTRON_OVERRIDE_DIST_PATH, else in its package. Asking the package itself would
 * fetch it, and Heirloom uses no network.
 */
export function electronBinary(environment: NodeJS.ProcessEnv = process.env): string | null {
  const override = environment['ELECTRON_OVERRIDE_DIST_PATH'];
  const folder = override === undefined || override === '' ? packageFolder() : null;
  const dist = folder === null ? override : join(folder, 'dist');
  if (dist === undefined) return null;
  const file = join(dist, programIn(folder));
  return existsSync(file) ? file : null;
}

function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
}

/** The package writes it down when it fetches. */
function programIn(folder: string | null): string {
  const note = folder === null ? null : join(folder, 'path.txt');
  if (note !== null && existsSync(note)) return readFileSync(note, 'utf8').trim();
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}
