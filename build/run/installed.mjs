import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/**
 * Why the packages have to be installed, as the end of a sentence, or undefined when node_modules/ holds everything that
 * package-lock.json names. npm writes node_modules/.package-lock.json as the last thing of an install, so an interrupted
 * one is seen by its absence; that every package's folder is there is looked up, so that a damaged one is seen too.
 *
 * @param {string} root
 * @returns {string | undefined}
 */
export function whyInstall(root) {
  const lock = readJson(path.join(root, 'package-lock.json'));
  if (lock === undefined) return undefined; // nothing says what to install: the entry will name what it misses
  const installed = readJson(path.join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return isEmpty(path.join(root, 'node_modules')) ? 'nothing is installed yet' : 'the last installation was not finished';

  const givenUp = readJson(givenUpPath(root));
  for (const [place, wanted] of Object.entries(lock.packages ?? {})) {
    if (!place.startsWith('node_modules/') || wanted.inBundle) continue;
    const present = installed.packages?.[place];
    if (present !== undefined && fs.existsSync(path.join(root, place, 'package.json'))) {
      if (present.version === wanted.version && present.integrity === wanted.integrity) continue;
      return `${nameOf(place)} has changed`;
    }
    if (!wanted.optional && !wanted.devOptional && !wanted.peer) return `${nameOf(place)} is missing`;
    if (isMeantForThisMachine(wanted) && !(givenUp?.lock === hashOfLock(root) && givenUp.places.includes(place))) return `${nameOf(place)} is missing`;
  }
  return undefined;
}

/**
 * After an installation: notes the optional packages that could not be installed here, so that they are not tried again
 * on every start, until package-lock.json changes.
 *
 * @param {string} root
 */
export function giveUpOnMissingOptional(root) {
  const lock = readJson(path.join(root, 'package-lock.json'));
  const places = Object.entries(lock?.packages ?? {})
    .filter(([place, wanted]) => wanted.optional && isMeantForThisMachine(wanted) && !fs.existsSync(path.join(root, place, 'package.json')))
    .map(([place]) => place);
  if (places.length > 0) fs.writeFileSync(givenUpPath(root), JSON.stringify({ lock: hashOfLock(root), places }));
}

/**
 * Optional packages name the machines they are for (prebuilt binaries do); one that names none is npm's to decide.
 * @param {{ os?: string[], cpu?: string[], libc?: string[] }} wanted
 */
function isMeantForThisMachine(wanted) {
  if (wanted.os === undefined && wanted.cpu === undefined) return false;
  return names(wanted.os, process.platform) && names(wanted.cpu, process.arch) && (process.platform !== 'linux' || wanted.libc === undefined || names(wanted.libc, libc()));
}

/**
 * @param {string[] | undefined} list names, or names to leave out with ! before them, as in package.json
 * @param {string} name
 */
function names(list, name) {
  if (list === undefined || list.includes(name)) return true;
  return list.every((item) => item.startsWith('!')) && !list.includes(`!${name}`);
}

function libc() {
  return fs.existsSync('/lib') && fs.readdirSync('/lib').some((file) => file.startsWith('ld-musl-')) ? 'musl' : 'glibc';
}

/** @param {string} root */
function givenUpPath(root) {
  return path.join(root, 'node_modules', '.heirloom-given-up.json');
}

/** @param {string} root */
function hashOfLock(root) {
  return createHash('sha256').update(fs.readFileSync(path.join(root, 'package-lock.json'))).digest('hex');
}

/** @param {string} place such as node_modules/a/node_modules/@b/c */
function nameOf(place) {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** @param {string} folder */
function isEmpty(folder) {
  try {
    return fs.readdirSync(folder).length === 0;
  } catch {
    return true; // not there, which is as empty as can be
  }
}

/**
 * The file's value, or undefined when it is not there or was cut off while being written.
 * @param {string} file
 * @returns {any}
 */
function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
