import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { findPython } from '../../build/python.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a Python for comparisons', () => {
  test.skipIf(!hasPython)('is found if it has the modules, and is not if it lacks one', () => {
    const python = findPython(['json', 'zlib']);
    expect(python).toBeDefined();
    expect(spawnSync(python!, ['-c', 'import json; print(json.dumps([1]))'], { encoding: 'utf8' }).stdout.trim()).toBe('[1]');
    expect(findPython(['json', 'no_such_module_anywhere'])).toBeUndefined();
  });

  test.skipIf(!hasPython)('is the one that HEIRLOOM_PYTHON names', () => {
    vi.stubEnv('HEIRLOOM_PYTHON', 'python3');
    expect(findPython(['json'])).toBe('python3');
  });

  test('named but unusable is refused with a sentence, not passed over', () => {
    vi.stubEnv('HEIRLOOM_PYTHON', '/no/such/python');
    expect(() => findPython(['torch'])).toThrow('HEIRLOOM_PYTHON is /no/such/python, which cannot import torch: install them there or unset it.');
  });
});
