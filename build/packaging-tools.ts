import path from 'node:path';
import { ensureInstalled } from './run/install.mjs';
import { root } from './world.ts';

/**
 * Installs what build/packaging/ needs, if it is not there: apart from the program's own packages, so that whoever only starts Heirloom
 * does not wait for it.
 * @returns a sentence on what to do if it failed
 */
export async function ensurePackagingTools(): Promise<string | undefined> {
  return ensureInstalled(path.join(root, 'build/packaging'), 'the tools that make installers');
}
