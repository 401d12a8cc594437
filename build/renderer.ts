import path from 'node:path';
import { makeOnce } from './make-once.ts';
import { namesOfPackages } from './names-of-packages.ts';
import { root } from './world.ts';

const inputs = ['renderer', 'app/contract.ts', 'app/contract', 'models/photo', 'build/vite.config.ts', 'build/renderer.ts', 'build/tsconfig.base.json', 'package-lock.json'];

/** Builds the window for a browser or Electron. @returns its folder, in .cache/renderer */
export async function buildRenderer(): Promise<string> {
  return makeOnce('renderer', inputs, async (folder) => {
    console.error('Preparing the window; only the first time, and after a change of it ...');
    const { build } = await import('vite');
    await build({
      configFile: path.join(root, 'build/vite.config.ts'),
      logLevel: 'error',
      plugins: [namesOfPackages(folder)],
      build: { outDir: folder, emptyOutDir: true },
    });
  });
}
