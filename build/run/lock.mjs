import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const heartbeatMs = 2_000;
const deadAfterMs = 60_000;
const pollMs = 200;
const settleMs = 50;

/**
 * Runs `work` while no other process runs it with the same file. The file holds who has it and is touched every two
 * seconds; it counts as left behind when that process is gone, or when it has not been touched for a minute.
 *
 * @template T
 * @param {string} file
 * @param {() => void} onWait called once if another process has the lock
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, onWait, work) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const me = JSON.stringify({ pid: process.pid, host: os.hostname(), token: Math.random().toString(36) });
  let told = false;
  while (!(await take(file, me))) {
    if (!told) onWait();
    told = true;
    await sleep(pollMs);
  }
  const heartbeat = setInterval(() => touch(file), heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if (read(file) === me) fs.rmSync(file, { force: true });
  }
}

/**
 * @param {string} file
 * @param {string} me
 */
async function take(file, me) {
  const holder = read(file);
  if (holder !== undefined && !isLeftBehind(file, holder)) return false;
  if (holder !== undefined) removeIfStill(file, holder);
  try {
    fs.writeFileSync(file, me, { flag: 'wx' });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
  // Two processes may have found the same lock left behind, and one removed what the other had just written.
  await sleep(settleMs);
  return read(file) === me;
}

/**
 * Removes the lock only if it is still `holder`'s: it is moved aside first, which only one process can do.
 * @param {string} file
 * @param {string} holder
 */
function removeIfStill(file, holder) {
  const aside = `${file}.${process.pid}`;
  try {
    fs.renameSync(file, aside);
    if (read(aside) !== holder) fs.linkSync(aside, file);
  } catch {
    // Another process was faster, to move it or to take it: the next look at the file tells.
  }
  fs.rmSync(aside, { force: true });
}

/**
 * @param {string} file
 * @param {string} holder
 */
function isLeftBehind(file, holder) {
  const { pid, host } = parse(holder);
  if (host === os.hostname() && pid !== undefined && !isAlive(pid)) return true;
  try {
    return Date.now() - fs.statSync(file).mtimeMs > deadAfterMs;
  } catch {
    return false; // gone meanwhile: the next try takes it
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * A lock cut off while being written names nobody, and is judged by its age alone.
 * @param {string} holder
 * @returns {{ pid?: number, host?: string }}
 */
function parse(holder) {
  try {
    return JSON.parse(holder);
  } catch {
    return {};
  }
}

/** @param {string} file */
function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string} file */
function touch(file) {
  try {
    fs.utimesSync(file, new Date(), new Date());
  } catch {
    // Removed by a person or by a process that took us for dead; `withLock` looks before it removes.
  }
}

/** @param {number} ms */
function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
