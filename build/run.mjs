/**
 * Runs one TypeScript file of this repository: `node build/run.mjs <entry.ts> [arguments]`. Every command in
 * package.json goes through here, so that each works on a fresh clone: it checks the Node version, installs the packages
 * when they are not there, and hands over to the entry with tsx, passing signals in and the exit code out.
 *
 * Plain JavaScript without packages, because it runs before there are any; and nothing newer than ES2018 up to the
 * version check, so that an old Node gets as far as the sentence.
 */
import path from 'path';
import { fileURLToPath } from 'url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const oldestNode = [20, 19];

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);

async function main() {
  const [entry, ...entryArguments] = process.argv.slice(2);
  const found = process.versions.node;
  if (isOlder(found, oldestNode)) {
    return refuse(`Heirloom needs Node ${oldestNode.join('.')} or newer and this is ${found}: install the current Node (nodejs.org) and run the command again.`);
  }
  if (entry === undefined) return refuse('Name the file to run: node build/run.mjs <entry.ts> [arguments].');
  const { ensureInstalled } = await import('./run/install.mjs');
  const failure = await ensureInstalled(root);
  if (failure !== undefined) return refuse(failure);
  const { runEntry } = await import('./run/entry.mjs');
  return runEntry(root, entry, entryArguments);
}

/** @param {string} sentence */
function refuse(sentence) {
  console.error(sentence);
  return 1;
}

/**
 * @param {string} version such as 20.19.1
 * @param {readonly number[]} oldest
 */
function isOlder(version, oldest) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldest;
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}
