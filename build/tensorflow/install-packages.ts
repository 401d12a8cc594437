import fs from 'node:fs';
import path from 'node:path';
import { npmFile } from './npm-files.ts';
import { run } from './run.ts';

/** tfjs-node and what it needs, as packages/package-lock.json pins it, without its own install script. @throws Error */
export async function installPackages(folder: string): Promise<void> {
  console.log('Installing the packages of TensorFlow.js (300 MB) ...');
  fs.mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) fs.copyFileSync(path.join(import.meta.dirname, 'packages', file), path.join(folder, file));
  const log = path.join(folder, 'setup.log');
  fs.rmSync(log, { force: true });
  const done = await run(process.execPath, [npmFile('bin', 'npm-cli.js'), 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, log });
  if (!done) throw new Error(`npm could not install the packages of TensorFlow.js: check the network and the disk; ${log} has the details.`);
}
