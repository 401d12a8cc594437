import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Target } from '../../build/packaging/targets.ts';
import { ensurePackagingTools } from '../../build/packaging-tools.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

const here = spawnSync('dpkg-deb', ['--version']).status === 0;
const work = mkdtempSync(join(tmpdir(), 'heirloom-deb-test-'));
const file = join(work, 'heirloom.deb');
const program = join(work, 'program');
const target: Target = { platform: 'linux', arch: 'x64' };
const dpkg = (words: readonly string[]): string => execFileSync('dpkg', [...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const dpkgDeb = (words: readonly string[]): string => execFileSync('dpkg-deb', [...words], { encoding: 'utf8', maxBuffer: 2 ** 24 });

/** What packed.test.ts packs is large; what is looked at here is how it is wrapped. */
function writeProgram(): void {
  mkdirSync(join(program, 'resources'), { recursive: true });
  writeFileSync(join(program, 'heirloom'), '#!/bin/sh\necho "$1"\n', { mode: 0o755 });
  writeFileSync(join(program, 'chrome-sandbox'), '', { mode: 0o755 });
  writeFileSync(join(program, 'resources/app.asar'), 'code', { mode: 0o600 });
}

async function build(name: string, environment: NodeJS.ProcessEnv = {}): Promise<void> {
  Object.assign(process.env, environment);
  const { buildDeb } = await import('../../build/packaging/deb.ts');
  await buildDeb({ program, target, file: join(work, name), compression: 'gzip' });
}

beforeAll(async () => {
  const failure = await ensurePackagingTools();
  if (failure !== undefined) throw new Error(failure);
  writeProgram();
  if (here) await build('heirloom.deb');
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

describe.runIf(here)('a .deb', () => {
  test('says what it is', () => {
    const field = (name: string): string => dpkgDeb(['--field', file, name]).trim();
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string };
    expect([field('Package'), field('Version'), field('Architecture'), field('Section')]).toEqual(['heirloom', version, 'amd64', 'graphics']);
    expect(field('Depends')).toContain('libgtk-3-0');
    expect(Number(field('Installed-Size'))).toBeGreaterThan(0);
    // It runs nothing when it is installed or removed.
    expect(dpkgDeb(['--info', file])).not.toMatch(/(?:pre|post)(?:inst|rm)/);
  });

  test('belongs to root, with rights and dates that do not depend on who made it', () => {
    const lines = dpkgDeb(['--contents', file]).trim().split('\n');
    for (const line of lines) expect(line).toMatch(/^[-dl](?:rw[xs]r-xr-x|rw-r--r--|rwxrwxrwx) root\/root +\d+ 2026-01-01 \d\d:\d\d \.\//);
    expect(lines.filter((line) => line.startsWith('-rws')).map((line) => line.split(' ').at(-1))).toEqual(['./usr/lib/heirloom/chrome-sandbox']);
    expect(lines.find((line) => line.includes('bin/heirloom'))).toContain('./usr/bin/heirloom -> ../lib/heirloom/heirloom');
  });

  test('made once more it is the same, byte for byte', async () => {
    await build('again.deb');
    const hash = (name: string): string => createHash('sha256').update(readFileSync(join(work, name))).digest('hex');
    expect(hash('again.deb')).toBe(hash('heirloom.deb'));
  });

  test('the entry in the menu is well formed and opens photos', () => {
    const tree = join(work, 'tree');
    dpkgDeb(['--extract', file, tree]);
    const entry = readFileSync(join(tree, 'usr/share/applications/heirloom.desktop'), 'utf8');
    expect(entry).toMatch(/^\[Desktop Entry\]\n(?:[A-Za-z]+(?:\[de\])?=.+\n)+$/);
    expect(entry).toContain('Exec=/usr/bin/heirloom %F\n');
    expect(entry).toMatch(/^MimeType=(?:image\/[a-z]+;)+$/m);
    for (const side of [16, 256]) {
      const icon = readFileSync(join(tree, `usr/share/icons/hicolor/${side}x${side}/apps/heirloom.png`));
      expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([side, side]);
    }
  });

  describe.runIf(process.getuid?.() === 0)('in an empty system', () => {
    const system = join(work, 'system');
    const admin = join(system, 'var/lib/dpkg');
    const install = (deb: string): string => dpkg([`--root=${system}`, '--force-depends', '--force-not-root', `--log=${join(work, 'dpkg.log')}`, '--install', deb]);

    test('it is installed, and every file is what it was', () => {
      for (const name of ['info', 'updates', 'triggers']) mkdirSync(join(admin, name), { recursive: true });
      for (const name of ['status', 'available']) writeFileSync(join(admin, name), '');
      install(file);
      expect(readlinkSync(join(system, 'usr/bin/heirloom'))).toBe('../lib/heirloom/heirloom');
      expect(execFileSync(join(system, 'usr/bin/heirloom'), ['it starts'], { encoding: 'utf8' })).toBe('it starts\n');
      expect(dpkg([`--root=${system}`, '--verify', 'heirloom'])).toBe('');
      // It can tell: a changed file is seen.
      writeFileSync(join(system, 'usr/lib/heirloom/resources/app.asar'), 'other');
      expect(spawnSync('dpkg', [`--root=${system}`, '--verify', 'heirloom'], { encoding: 'utf8' }).stdout).toContain('app.asar');
    });

    test('an older version replaces a newer one; what a person has at home is not touched', () => {
      mkdirSync(join(system, 'home/anna/.config/Heirloom'), { recursive: true });
      writeFileSync(join(system, 'home/anna/.config/Heirloom/config.json'), '{}');
      dpkgDeb(['--raw-extract', file, join(work, 'older')]);
      const control = join(work, 'older/DEBIAN/control');
      writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: .*$/m, 'Version: 0.0.1'));
      dpkgDeb(['--root-owner-group', '--build', join(work, 'older'), join(work, 'older.deb')]);
      install(join(work, 'older.deb'));
      expect(dpkg([`--root=${system}`, '--status', 'heirloom'])).toContain('Version: 0.0.1');
      expect(readFileSync(join(system, 'home/anna/.config/Heirloom/config.json'), 'utf8')).toBe('{}');
    });

    test('removed, it leaves no trace', () => {
      dpkg([`--root=${system}`, '--force-not-root', `--log=${join(work, 'dpkg.log')}`, '--purge', 'heirloom']);
      expect(existsSync(join(system, 'usr'))).toBe(false);
      expect(readdirSync(join(admin, 'info')).filter((name) => name.startsWith('heirloom'))).toEqual([]);
      expect(lstatSync(join(system, 'home/anna/.config/Heirloom/config.json')).isFile()).toBe(true);
    });
  });
});
