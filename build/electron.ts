import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InlineConfig, Plugin } from 'vite';
import { makeOnce } from './make-once.ts';
import { buildRenderer } from './renderer.ts';
import { root } from './world.ts';

const inputs = ['electron', 'app', 'build/electron.ts', 'package-lock.json'];

/**
 * Electron's part as it can be started from here: main.js, worker.js, preload.cjs, and the window in renderer/.
 * @returns its folder, in .cache/electron
 */
export async function buildElectron(): Promise<string> {
  const renderer = await buildRenderer();
  return makeOnce('electron', [...inputs, ...modelsSource(), path.relative(root, renderer)], async (folder) => {
    const { build } = await import('vite');
    await build(processes(folder));
    await build(preload(folder));
    fs.cpSync(renderer, path.join(folder, 'renderer'), { recursive: true });
  });
}

/** What main and worker are bundled from: weights are read where they are. */
function modelsSource(): readonly string[] {
  return fs
    .readdirSync(path.join(root, 'models'), { withFileTypes: true })
    .map((entry) => `models/${entry.name}`)
    .filter((name) => !['models/weights', 'models/pretrain'].includes(name));
}

/** Our own files in one piece each; packages stay where npm put them. */
function processes(folder: string): InlineConfig {
  return {
    ...common(folder),
    plugins: [sourcePlaces()],
    build: {
      ...common(folder).build,
      ssr: true,
      target: 'node20',
      rolldownOptions: {
        input: { main: path.join(root, 'electron/main.ts'), worker: path.join(root, 'app/worker/entry.ts') },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'shared-[hash].js' },
      },
    },
  };
}

/** A sandboxed preload is one CommonJS file that can require nothing but Electron. */
function preload(folder: string): InlineConfig {
  return {
    ...common(folder),
    ssr: { noExternal: true, external: ['electron'] },
    build: {
      ...common(folder).build,
      ssr: true,
      target: 'chrome140',
      rolldownOptions: {
        input: { preload: path.join(root, 'electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  };
}

function common(folder: string): InlineConfig {
  return {
    configFile: false,
    root,
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: false, minify: false, copyPublicDir: false, reportCompressedSize: false },
  };
}

/**
 * app/ and models/ find weights, example photographs and the files of their threads from where they lie; bundled they lie
 * elsewhere, so each is told its own place as it was.
 */
function sourcePlaces(): Plugin {
  return {
    name: 'heirloom:source-places',
    transform(code, id) {
      const place = path.relative(root, id).replaceAll('\\', '/');
      if (!/^(?:app|models)\//.test(place) || !code.includes('import.meta.url')) return null;
      return { code: code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)), map: null };
    },
  };
}
