import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../world.ts';
import { buildAddon } from './build-addon.ts';
import { installPackages } from './install-packages.ts';
import { run } from './run.ts';
import { installFromVendor } from './vendor.ts';
import { fillFromWheel } from './wheel.ts';

const usage = `npm run setup:tensorflow -- [options]
  --gpu              for an NVIDIA card (Linux, Windows) instead of the processor
  --from <source>    vendor: libtensorflow from storage.googleapis.com; pypi: from the tensorflow wheel (default: the first that answers)
  --test             only test what is installed
Everything goes into .cache/tensorflow; deleting that folder takes it all away.`;

const { values } = parseArgs({
  options: {
    gpu: { type: 'boolean', default: false },
    from: { type: 'string' },
    test: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const folder = path.join(root, '.cache', 'tensorflow');
const name = values.gpu ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';

if (values.help || (values.from !== undefined && values.from !== 'vendor' && values.from !== 'pypi')) {
  console.log(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  process.exitCode = (await setUp()) ? 0 : 1;
}

async function setUp(): Promise<boolean> {
  try {
    if (!values.test) await install();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return false;
  }
  console.log('Testing it ...');
  return run(process.execPath, [path.join(root, 'build', 'run.mjs'), 'cli/tensorflow-self-test.ts'], { cwd: root });
}

async function install(): Promise<void> {
  const addon = path.join(folder, 'node_modules', name);
  await installPackages(folder);
  // A package without its library would be tried, in vain, each time.
  for (const other of ['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu']) {
    if (other !== name) fs.rmSync(path.join(folder, 'node_modules', other), { recursive: true, force: true });
  }
  if (values.from !== 'pypi' && (await installFromVendor(addon, values.gpu))) return;
  if (values.from === 'vendor') throw new Error('The download of storage.googleapis.com did not work: try again, or --from pypi.');
  await fillFromWheel(addon, folder, values.gpu);
  await buildAddon(addon, folder);
}
