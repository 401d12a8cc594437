import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { builtWindow } from '../serve/built-window.ts';

/** Opens the desktop window and waits until it is closed. @param photos to open in it @returns its exit code */
export async function openDesktop(electron: string, photos: readonly string[]): Promise<number> {
  const folder = await builtWindow('electron');
  const child = spawn(electron, [join(folder, 'main.js'), ...photos], { stdio: 'inherit', env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined } });
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGTERM', forward);
  // Ctrl-C reaches it by itself; this process waits for it.
  process.on('SIGINT', () => undefined);
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}
