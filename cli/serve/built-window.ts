import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { text } from 'node:stream/consumers';
import { AppFailure } from '../../models/failure.ts';

/**
 * The folder of the built window, or of Electron's part beside it: built first if it is missing or older than its source.
 * In a process of its own, because what builds is no part of the program.
 * @throws AppFailure 'window-unbuilt'
 */
export async function builtWindow(part: 'renderer' | 'electron'): Promise<string> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const child = spawn(process.execPath, ['--import', tsx, `build/build-${part}.ts`], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'close') as Promise<[number | null]>]);
  const folder = printed.trim().split('\n').at(-1) ?? '';
  if (code !== 0 || folder === '') {
    throw new AppFailure('window-unbuilt', 'The window could not be built from its source (see above): undo what was changed in renderer/, or clone Heirloom anew.');
  }
  return folder;
}
