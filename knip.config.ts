import type { KnipConfig } from 'knip';

const toolsOfPackaging = [/^@electron-forge\//, /^@electron\//, 'app-builder-lib', 'resedit', '@shockpkg/icon-encoder'];

const config: KnipConfig = {
  // With "!": what ships. `knip --production` looks at those alone, and so finds exports that only a test uses.
  entry: [
    'cli/{main,start}.ts!',
    // build/tensorflow/setup.ts starts it.
    'cli/tensorflow-self-test.ts!',
    'build/tensorflow/setup.ts',
    'tests/bench/main.ts!',
    // Started by path as processes or threads of their own.
    '{models,app}/**/*{-process,-worker,.worker}.ts!',
    // Bundled or started by path: build/electron.ts, cli/serve/built-window.ts.
    'electron/{main,preload}.ts!',
    'app/worker/entry.ts!',
    'renderer/main.ts!',
    'build/vite.config.ts',
    'build/{run.mjs,check.ts,test.ts,build-renderer.ts,build-electron.ts,package.ts,make.ts,describe-update.ts}',
    // Electron Forge's own name for it; what it leads to needs the tools of build/packaging/package.json.
    'forge.config.ts',
    'build/packaging/no-rebuild/index.js',
    'build/python.ts',
    'tests/**/*.test.ts',
    // Programs that tests start and kill.
    'tests/**/*.child.ts',
  ],
  project: ['{app,cli,models,electron,renderer}/**/*.{ts,js,svelte}!', 'build/**/*.{ts,js,mjs}', 'tests/**/*.ts'],
  // The example photographs are opened as files, the backends of TensorFlow.js by a name that is looked up, libheif-js only
  // where a photo asks for it; build/check-all.ts starts svelte-check by the path of its script.
  ignoreDependencies: [/^@stdlib\/datasets-img-/, 'libheif-js', /^@tensorflow\/tfjs-backend-/, 'svelte-check', ...toolsOfPackaging],
  // A full disk is made by mounting a small one, a terminal by script.
  ignoreBinaries: ['mount', 'umount', 'script', 'dpkg', 'dpkg-deb'],
  ignoreExportsUsedInFile: { interface: true, type: true },
};

export default config;
