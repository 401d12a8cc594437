import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './world.ts';

const timeoutMs = 60_000;

/**
 * A Python that can import these modules, for tests and benchmarks that compare with PyTorch: $HEIRLOOM_PYTHON if it is
 * set (then no other is tried), else .cache/venv, else python3 on the path. Never installs anything; .ci/run does.
 *
 * @returns undefined if there is none: the test then skips and says so
 * @throws Error if $HEIRLOOM_PYTHON is set and cannot import them
 */
export function findPython(modules: readonly string[] = ['torch']): string | undefined {
  const { HEIRLOOM_PYTHON: named } = process.env;
  if (named !== undefined && named !== '') {
    if (canImport(named, modules)) return named;
    throw new Error(`HEIRLOOM_PYTHON is ${named}, which cannot import ${modules.join(', ')}: install them there or unset it.`);
  }
  const venv = path.join(root, '.cache', 'venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const candidates = [...(fs.existsSync(venv) ? [venv] : []), process.platform === 'win32' ? 'python' : 'python3'];
  return candidates.find((python) => canImport(python, modules));
}

function canImport(python: string, modules: readonly string[]): boolean {
  return spawnSync(python, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore', timeout: timeoutMs }).status === 0;
}
