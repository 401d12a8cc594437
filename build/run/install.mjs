import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { giveUpOnMissingOptional, whyInstall } from './installed.mjs';
import { withLock } from './lock.mjs';

const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** Packages that fetch large binaries after an install are told not to: nothing here needs them, or it fetches them when it does. */
const noDownloads = {
  ONNXRUNTIME_NODE_INSTALL: 'skip',
  ELECTRON_SKIP_BINARY_DOWNLOAD: '1',
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
  PUPPETEER_SKIP_DOWNLOAD: '1',
};

/**
 * Installs what package-lock.json names if it is not there, with one line that says so; two runs at once wait for each other.
 *
 * @param {string} root
 * @param {string} [what] is installed, for the line
 * @returns {Promise<string | undefined>} a sentence on what to do if it failed
 */
export async function ensureInstalled(root, what = 'the packages Heirloom needs') {
  if (whyInstall(root) === undefined) return undefined;
  /** @type {NodeJS.Signals | undefined} */
  let interruptedBy;
  const note = (/** @type {NodeJS.Signals} */ signal) => {
    interruptedBy = signal;
  };
  try {
    return await withLock(
      path.join(root, '.cache', 'install.lock'),
      () => console.error('Waiting for another Heirloom command to finish installing ...'),
      () => install(root, what, note),
    );
  } catch (error) {
    return `Heirloom cannot write to ${root} (${/** @type {Error} */ (error).message}): make the folder writable and run the command again.`;
  } finally {
    // Not earlier: npm has stopped and the lock is given back.
    if (interruptedBy !== undefined) process.kill(process.pid, interruptedBy);
  }
}

/**
 * @param {string} root
 * @param {string} what
 * @param {(signal: NodeJS.Signals) => void} onSignal
 */
async function install(root, what, onSignal) {
  const why = whyInstall(root); // again: whoever had the lock may have done it
  if (why === undefined) return undefined;
  console.error(`Installing ${what}, once: ${why}. This takes a minute or two.`);
  const log = path.join(root, '.cache', 'install.log');
  const code = await npmCi(root, log, onSignal);
  if (code === 0) giveUpOnMissingOptional(root);
  const still = code === 0 ? whyInstall(root) : undefined;
  if (code === 0 && still === undefined) return undefined;
  const said = code === 0 ? `${still} even after installing` : reasonIn(log, code);
  if (/in sync/.test(said)) return 'package.json and package-lock.json disagree: run npm install once, and commit package-lock.json with package.json.';
  return `Heirloom could not install its packages (${said}): check the network connection and the free disk space, then run the command again; ${path.relative(process.cwd(), log) || log} has the details.`;
}

/**
 * @param {string} root
 * @param {string} log
 * @param {(signal: NodeJS.Signals) => void} onSignal
 * @returns {Promise<number | string>} npm's exit code, or why it could not be started
 */
function npmCi(root, log, onSignal) {
  const flags = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const { file, args, shell } = npm();
  const output = fs.openSync(log, 'w');
  return new Promise((resolve) => {
    const child = spawn(file, [...args, ...flags], { cwd: root, env: { ...process.env, ...noDownloads }, stdio: ['ignore', output, output], shell });
    const stop = (/** @type {NodeJS.Signals} */ signal) => {
      onSignal(signal);
      child.kill(signal);
    };
    for (const signal of signals) process.on(signal, stop);
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      for (const name of signals) process.off(name, stop);
      fs.closeSync(output);
      resolve(code ?? `stopped by ${signal}`);
    });
  });
}

/** The npm that started this, else the one beside this Node, else the one on the path. */
export function npm() {
  const beside = process.platform === 'win32' ? 'node_modules/npm/bin/npm-cli.js' : '../lib/node_modules/npm/bin/npm-cli.js';
  const { npm_execpath: startedBy = '' } = process.env;
  const candidates = [startedBy, path.join(path.dirname(process.execPath), beside)];
  const script = candidates.find((file) => path.basename(file) === 'npm-cli.js' && fs.existsSync(file));
  if (script !== undefined) return { file: process.execPath, args: [script], shell: false };
  return { file: 'npm', args: [], shell: process.platform === 'win32' };
}

/**
 * The first thing npm complained about, for the sentence.
 * @param {string} log
 * @param {number | string} code
 */
function reasonIn(log, code) {
  const complaints = fs.readFileSync(log, 'utf8').split('\n').flatMap((line) => /^npm (?:error|ERR!) (.+)/.exec(line)?.[1] ?? []);
  const [first] = complaints.filter((line) => !/^(code|errno|syscall|A complete log)/.test(line));
  return first === undefined ? `npm ended with ${code}` : `npm said “${first.trim()}”`;
}
