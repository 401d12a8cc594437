import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Runs a TypeScript file with tsx in a process of its own, in the folder where the person typed the command (npm itself
 * would run it in the repository's root, and `heirloom colorize photo.jpg` would look for the photo there).
 *
 * @param {string} root
 * @param {string} entry relative to the root
 * @param {readonly string[]} entryArguments
 * @returns {Promise<number>} its exit code; if a signal ended it, this process ends by the same signal
 */
export async function runEntry(root, entry, entryArguments) {
  const file = path.resolve(root, entry);
  if (!fs.existsSync(file)) {
    console.error(`There is no ${entry} in ${root}: look at the commands in package.json.`);
    return 1;
  }
  const tsx = pathToFileURL(createRequire(path.join(root, 'package.json')).resolve('tsx')).href;
  const child = spawn(process.execPath, ['--import', tsx, file, ...entryArguments], {
    cwd: typedIn(root),
    env: { ...process.env, TSX_TSCONFIG_PATH: path.join(root, 'build', 'tsconfig.base.json') },
    stdio: 'inherit',
  });

  const stopForwarding = forwardSignals(child);
  const { code, signal } = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (endCode, endSignal) => resolve({ code: endCode, signal: endSignal }));
  });
  stopForwarding();
  if (signal === null) return code;
  process.kill(process.pid, signal);
  return 128 + os.constants.signals[/** @type {NodeJS.Signals} */ (signal)]; // where a signal cannot end us
}

/**
 * Ctrl-C in a terminal reaches the child by itself: sent on, it would arrive twice, which means "at once".
 * @param {import('node:child_process').ChildProcess} child
 */
function forwardSignals(child) {
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, forward);
  return () => {
    for (const signal of signals) process.off(signal, forward);
  };
}

/** @param {string} root */
function typedIn(root) {
  const { npm_package_json: manifest, INIT_CWD: folder } = process.env;
  const startedByOurNpm = manifest !== undefined && path.dirname(manifest) === root;
  return startedByOurNpm && folder !== undefined && fs.existsSync(folder) ? folder : process.cwd();
}
