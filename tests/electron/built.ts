import { buildElectron } from '../../build/electron.ts';

let folder: Promise<string> | undefined;

/** Electron's part, the same from the first test of a file to its last, whatever is being written meanwhile. */
export async function built(): Promise<string> {
  folder ??= buildElectron();
  return folder;
}
