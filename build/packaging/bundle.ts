import fs from 'node:fs';
import path from 'node:path';
import type { InlineConfig, Plugin } from 'vite';
import { makeOnce } from '../make-once.ts';
import { namesOfPackages } from '../names-of-packages.ts';
import { buildRenderer } from '../renderer.ts';
import { root } from '../world.ts';
import { packagesAsFiles } from './files-of-packages.ts';

const inputs = ['electron', 'app', 'build/packaging/bundle.ts', 'build/packaging/files-of-packages.ts', 'package-lock.json'];

/**
 * Everything of the program that is JavaScript, as it is packed: packages that are only code are part of it, and nothing in it knows
 * where this checkout lies.
 * @returns its folder, in .cache/bundle
 */
export async function bundle(): Promise<string> {
  const renderer = await buildRenderer();
  return makeOnce('bundle', [...inputs, ...modelsSource(), path.relative(root, renderer)], async (folder) => {
    const { build } = await import('vite');
    await build(processes(folder));
    await build(preload(folder));
    // Electron's main process asks for it by this name.
    fs.writeFileSync(path.join(folder, 'worker.js'), "import './app/worker/entry.js';\n");
    fs.cpSync(renderer, path.join(folder, 'renderer'), { recursive: true });
  });
}

function modelsSource(): readonly string[] {
  return fs
    .readdirSync(path.join(root, 'models'), { withFileTypes: true })
    .map((entry) => `models/${entry.name}`)
    .filter((name) => !['models/weights', 'models/pretrain'].includes(name));
}

/** Files that are started by their place: they keep it, relative to the program's folder. */
function startedByPlace(): Readonly<Record<string, string>> {
  const places = ['app', 'models'].flatMap((room) => {
    const names = fs.readdirSync(path.join(root, room), { recursive: true }) as readonly string[];
    return names.map((name) => path.posix.join(room, name.replaceAll('\\', '/'))).filter((name) => /-(?:process|worker)\.ts$/.test(name));
  });
  return Object.fromEntries(places.sort().map((place) => [place.replace(/\.ts$/, ''), path.join(root, place)]));
}

function processes(folder: string): InlineConfig {
  return {
    ...common(folder),
    plugins: [ownPlaces(), namesOfPackages(folder)],
    ssr: { noExternal: true, external: ['electron', ...packagesAsFiles] },
    build: {
      ...common(folder).build,
      ssr: true,
      target: 'node20',
      rolldownOptions: {
        input: {
          main: path.join(root, 'electron/main.ts'),
          'app/worker/entry': path.join(root, 'app/worker/entry.ts'),
          ...startedByPlace(),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'shared/[name]-[hash].js' },
      },
    },
  };
}

/** A sandboxed preload is one CommonJS file that can require nothing but Electron. */
function preload(folder: string): InlineConfig {
  return {
    ...common(folder),
    plugins: [namesOfPackages(folder)],
    ssr: { noExternal: true, external: ['electron'] },
    build: {
      ...common(folder).build,
      emptyOutDir: false,
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
    build: { outDir: folder, emptyOutDir: true, minify: false, copyPublicDir: false, reportCompressedSize: false },
  };
}

/**
 * app/ and models/ find weights, photographs and the files of their processes from where they lie. In the bundle each is told the
 * place that it would have below the program's folder, wherever that is installed: `import.meta.url` of models/node/x.ts becomes
 * the address of models/node/x.js there.
 */
function ownPlaces(): Plugin {
  return {
    name: 'heirloom:own-places',
    transform(code, id) {
      const place = path.relative(root, id).replaceAll('\\', '/');
      if (!/^(?:app|models)\//.test(place) || !code.includes('import.meta.url')) return null;
      const built = code.replaceAll(/(new URL\((['"])\.[^'"]*)\.ts\2/g, '$1.js$2');
      return { code: built.replaceAll('import.meta.url', `import.meta.heirloom(${JSON.stringify(place)})`), map: null };
    },
    renderChunk(code, chunk) {
      const from = path.posix.dirname(chunk.fileName);
      return code.replaceAll(/import\.meta\.heirloom\("([^"]+)"\)/g, (_, place: string) => {
        return `new URL(${JSON.stringify(path.posix.relative(from, place))}, import.meta.url).href`;
      });
    },
  };
}
