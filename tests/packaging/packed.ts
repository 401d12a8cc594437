import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensurePackagingTools } from '../../build/packaging-tools.ts';

const root = resolve(import.meta.dirname, '../..');

/** Packs the real program for some systems, with the stand-in for Electron, as a person would. @returns the folder they are in */
export async function packWithStandIn(systems: readonly string[]): Promise<string> {
  const failure = await ensurePackagingTools();
  if (failure !== undefined) throw new Error(failure);
  const out = mkdtempSync(join(tmpdir(), 'heirloom-packed-'));
  execFileSync(process.execPath, [join(root, 'build/run.mjs'), 'build/package.ts', '--stand-in', '--out', out, ...systems], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  return out;
}
