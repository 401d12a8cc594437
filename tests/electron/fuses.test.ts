import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fuses } from '../../electron/fuses.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/security.md'), 'utf8');

test.each(Object.entries(fuses))('docs/security.md says why %s is %s', (name, on) => {
  expect(page).toMatch(new RegExp(`^\\| ${name} \\| ${on ? 'on' : 'off'} \\| .{20,} \\|$`, 'm'));
});
