import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppFailure } from '../../../../models/failure.ts';
import { presets } from '../../../../models/network/config.ts';
import { isInstalled, tensorFlowFolder } from '../../../../models/node/tensorflow/backends.ts';
import { chooseTensorFlow } from '../../../../models/node/tensorflow/choose-tensorflow.ts';
import { crashReason, reasonOf } from '../../../../models/node/tensorflow/load-reason.ts';
import { openTensorFlowTraining } from '../../../../models/node/tensorflow/training-thread.ts';

/** Installations of tfjs-node that are as broken as real ones come, tried by real processes. */
const config = { ...presets.tiny, side: 16, multipliers: [1], attentionLevels: [] };
const real = tensorFlowFolder();
const hasReal = isInstalled('native');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heirloom-tensorflow-'));
  writeFileSync(join(folder, 'package.json'), '{}');
  process.env['HEIRLOOM_TENSORFLOW'] = folder;
});
afterEach(() => {
  process.env['HEIRLOOM_TENSORFLOW'] = real;
  rmSync(folder, { recursive: true });
});

describe('what is said of', () => {
  it('nothing at all: what is missing and what brings it', async () => {
    expect(await refusal()).toBe(
      'TensorFlow.js cannot be used: @tensorflow/tfjs-node-gpu is not installed; @tensorflow/tfjs-node is not installed (npm run setup:tensorflow installs it).',
    );
  });

  it.each([
    ['a file of another kind of computer', 'an addon of another kind', 'has a native part that is damaged or meant for another computer'],
    ['an empty file', '', 'has a native part that is damaged or meant for another computer'],
  ])('an addon that is %s', async (_what, content, words) => {
    writeFileSync(join(installPackage("require('./tfjs_binding.node');"), 'tfjs_binding.node'), content);
    if (process.platform === 'linux') expect(await refusal()).toContain(`@tensorflow/tfjs-node ${words} (npm run`);
    else expect(await refusal()).toContain('@tensorflow/tfjs-node ');
  });

  it.skipIf(process.platform === 'win32').each([
    ['SIGILL', 'needs instructions that this processor does not have (AVX)'],
    ['SIGBUS', 'has a native library that is cut short'],
    ['SIGSEGV', 'stopped while it was tried (SIGSEGV)'],
  ])('one that ends its process by %s', async (signal, words) => {
    installPackage(`process.kill(process.pid, '${signal}'); while (true);`);
    expect(await refusal()).toContain(`@tensorflow/tfjs-node ${words} (npm run`);
  });

  it('learning: a failure before anything has begun', async () => {
    const opening = openTensorFlowTraining({ config, p: 2, threads: 1 });
    await expect(opening).rejects.toSatisfy((error: unknown) => error instanceof AppFailure && error.code === 'device-unavailable');
  });
});

describe.skipIf(!hasReal)('the real libtensorflow (npm run setup:tensorflow)', () => {
  it('without a library', async () => {
    rmSync(join(copyReal(), 'deps', 'lib', 'libtensorflow_framework.so.2'));
    expect(await refusal()).toContain('@tensorflow/tfjs-node misses its library libtensorflow_framework.so.2');
  });

  it('with half a library', async () => {
    const library = join(copyReal(), 'deps', 'lib', 'libtensorflow_framework.so.2');
    const whole = join(real, 'node_modules', '@tensorflow', 'tfjs-node', 'deps', 'lib', 'libtensorflow_framework.so.2');
    rmSync(library);
    cpSync(whole, library, { dereference: true });
    truncateSync(library, 5_000_000);
    expect(await refusal()).toMatch(/@tensorflow\/tfjs-node (has a native (library that is cut short|part that is damaged)|stopped while)/);
  });

  it('without its addon', async () => {
    rmSync(join(copyReal(), 'lib'), { recursive: true });
    expect(await refusal()).toContain('@tensorflow/tfjs-node is installed without its native part');
  });
});

it.each([
  ['libcudart.so.11.0: cannot open shared object file: No such file or directory', 'finds no CUDA and cuDNN of the versions it was built for'],
  ["/lib/x86_64-linux-gnu/libm.so.6: version `GLIBC_2.38' not found (required by libtensorflow.so.2)", 'needs a newer system (GLIBC_2.38)'],
  ['The module was compiled against a different Node.js version using NODE_MODULE_VERSION 93.', 'was built for another Node or another libtensorflow'],
  ['OOM when allocating tensor with shape[4,256,256,64]', 'does not get the memory that it needs'],
  ['quite another thing\nat a line', 'does not load (quite another thing)'],
])('%s', (text, words) => {
  expect(reasonOf(text)).toBe(words);
});

it('knows what Windows calls an illegal instruction', () => {
  expect(crashReason('3221225501')).toContain('AVX');
});

/** Learning leaves the wasm backend out, which is always here. */
async function refusal(): Promise<string> {
  const { backend, sentence } = await chooseTensorFlow({ config, device: 'auto', threads: 1, learning: true });
  expect(backend).toBeUndefined();
  return sentence;
}

function installPackage(code: string): string {
  const place = join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name: '@tensorflow/tfjs-node', version: '4.22.0', main: 'index.js' }));
  writeFileSync(join(place, 'index.js'), code);
  return place;
}

/** The package itself as a copy whose large libraries are links, the others as links. */
function copyReal(): string {
  cpSync(join(real, 'node_modules', '@tensorflow', 'tfjs-node'), join(folder, 'node_modules', '@tensorflow', 'tfjs-node'), {
    recursive: true,
    filter: (source) => !/[/\\](deps|build|src)$/.test(source),
  });
  const place = join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
  mkdirSync(join(place, 'deps', 'lib'), { recursive: true });
  for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
    symlinkSync(join(real, 'node_modules', '@tensorflow', 'tfjs-node', 'deps', 'lib', name), join(place, 'deps', 'lib', name));
  }
  // Node looks for a package in the folders above the file that asks for it, links resolved.
  symlinkSync(join(real, 'node_modules'), join(folder, 'node_modules', '@tensorflow', 'node_modules'));
  return place;
}
