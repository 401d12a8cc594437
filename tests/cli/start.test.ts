import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { electronBinary } from '../../cli/start/electron-binary.ts';
import { hasScreen } from '../../cli/serve/open-browser.ts';
import { serve } from '../pages/serve-host.ts';
import { heirloom, patienceMs } from './heirloom.ts';

vi.setConfig({ testTimeout: patienceMs });

const home = mkdtempSync(join(tmpdir(), 'heirloom-start-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

test('npm start without a screen says so in one sentence, and serves', async () => {
  const served = await serve(home, join(home, 'models'), ['cli/start.ts']);
  expect(served.said()).toContain('There is no screen here, so Heirloom is served to a browser instead.\n');
  expect(served.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
  const { pathname, search, origin } = new URL(served.address);
  expect((await fetch(origin + pathname + search, { redirect: 'manual' })).status).toBe(303);
  expect(await served.stop('SIGTERM')).toBe(143);
});

test('npm start -- --help prints help and opens nothing; what it does not know it refuses', async () => {
  const where = { folder: home, models: join(home, 'models') };
  const help = await heirloom(['--help'], where, 'cli/start.ts');
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout).toContain('npm start -- [photos...] [options]');
  expect(help.stdout).toContain('--headless');
  const refused = await heirloom(['--headles'], where, 'cli/start.ts');
  expect(refused).toMatchObject({ code: 2, stdout: '', stderr: 'Unknown option \'--headles\': see "npm start -- --help".\n' });
  expect(readdirSync(home)).not.toContain('out');
});

test('Electron is looked for where it was fetched to, and never fetched', () => {
  expect(electronBinary({ ELECTRON_OVERRIDE_DIST_PATH: home })).toBeNull();
});

test.each([
  ['linux', {}, false],
  ['linux', { DISPLAY: '' }, false],
  ['linux', { DISPLAY: ':0' }, true],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
  ['darwin', {}, true],
  ['darwin', { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, false],
  ['win32', {}, true],
] as const)('a screen on %s with %o: %s', (platform, environment, is) => {
  expect(hasScreen(platform, environment)).toBe(is);
});
