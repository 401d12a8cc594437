import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { confSettings, forkWorker } from './node-host.ts';
import { selfTest } from './self-test.ts';

/** The self-test under plain Node, for machines without Electron: the same application, its worker a child process. */
const folder = mkdtempSync(join(tmpdir(), 'heirloom-settings-'));
const verdict = await selfTest({ languages: ['en'], settings: confSettings(folder), startWorker: forkWorker });
rmSync(folder, { recursive: true, force: true });
console.log(JSON.stringify(verdict));
process.exitCode = verdict.ok ? 0 : 1;
