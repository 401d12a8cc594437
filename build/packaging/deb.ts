import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { root } from '../world.ts';
import { desktopEntry } from './desktop-entry.ts';
import { icons, iconSides } from './icons.ts';
import { sourceDate } from './source-date.ts';
import { ownManifest } from './stage.ts';
import type { Target } from './targets.ts';

interface DebOptions {
  /** The packed program's folder. */
  readonly program: string;
  readonly target: Target;
  /** Where the .deb goes. */
  readonly file: string;
  readonly compression: 'xz' | 'gzip' | 'none';
}

/** What Electron's program is linked to; those it brings itself are left out. */
const needed = ['libgtk-3-0 | libgtk-3-0t64', 'libnss3', 'libasound2 | libasound2t64', 'libgbm1', 'libatspi2.0-0 | libatspi2.0-0t64', 'libxtst6', 'xdg-utils'];

/**
 * A package for Debian and its descendants: the program in /usr/lib/heirloom, a command, an entry in the menu, icons. It runs nothing
 * when it is installed or removed, so that nothing is left behind.
 * @throws Error with what dpkg-deb said
 */
export async function buildDeb({ program, target, file, compression }: DebOptions): Promise<void> {
  const tree = fs.mkdtempSync(path.join(os.tmpdir(), 'heirloom-deb-'));
  try {
    await fillTree(tree, program);
    writeControl(tree, target);
    settle(tree);
    // Everybody's files belong to root; dates are those of the tree, whoever builds it.
    const environment = { ...process.env, SOURCE_DATE_EPOCH: String(sourceDate()) };
    const child = spawn('dpkg-deb', ['--root-owner-group', `-Z${compression}`, '--build', tree, file], { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close') as Promise<[number | null]>]);
    if (code !== 0) throw new Error(`dpkg-deb could not make ${path.basename(file)}: ${said.trim()}`);
  } finally {
    fs.rmSync(tree, { recursive: true, force: true });
  }
}

async function fillTree(tree: string, program: string): Promise<void> {
  const place = (name: string): string => {
    const file = path.join(tree, 'usr', name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    return file;
  };
  fs.cpSync(program, place('lib/heirloom'), { recursive: true, verbatimSymlinks: true });
  fs.symlinkSync('../lib/heirloom/heirloom', place('bin/heirloom'));
  fs.writeFileSync(place('share/applications/heirloom.desktop'), desktopEntry());
  const drawn = await icons();
  for (const side of iconSides) fs.copyFileSync(path.join(drawn, `${side}x${side}.png`), place(`share/icons/hicolor/${side}x${side}/apps/heirloom.png`));
  fs.copyFileSync(path.join(root, 'LICENSE'), place('share/doc/heirloom/copyright'));
}

function writeControl(tree: string, { arch }: Target): void {
  const { version, description } = ownManifest();
  const files = [...filesIn(path.join(tree, 'usr'))].sort();
  const bytes = files.reduce((sum, name) => sum + fs.lstatSync(path.join(tree, 'usr', name)).size, 0);
  const control = {
    Package: 'heirloom',
    // A dash would begin the number of a Debian revision.
    Version: version.replaceAll('-', '~'),
    Architecture: arch === 'x64' ? 'amd64' : 'arm64',
    Maintainer: 'The Heirloom contributors <heirloom@localhost>',
    'Installed-Size': Math.ceil(bytes / 1024),
    Section: 'graphics',
    Priority: 'optional',
    Depends: needed.join(', '),
    Description: `restores family photographs\n ${description}`,
  };
  const folder = path.join(tree, 'DEBIAN');
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'control'), `${Object.entries(control).map(([name, value]) => `${name}: ${value}`).join('\n')}\n`);
  const sums = files
    .filter((name) => fs.lstatSync(path.join(tree, 'usr', name)).isFile())
    .map((name) => `${createHash('md5').update(fs.readFileSync(path.join(tree, 'usr', name))).digest('hex')}  usr/${name}\n`);
  fs.writeFileSync(path.join(folder, 'md5sums'), sums.join(''));
}

/**
 * Rights and dates that do not depend on who builds. Chromium's sandbox has to become root where the kernel forbids namespaces of
 * one's own.
 */
function settle(tree: string): void {
  const time = sourceDate();
  for (const name of ['', ...filesIn(tree)]) {
    const file = path.join(tree, name);
    const stat = fs.lstatSync(file);
    if (stat.isSymbolicLink()) continue;
    const runs = stat.isDirectory() || (stat.mode & 0o100) !== 0;
    fs.chmodSync(file, path.basename(name) === 'chrome-sandbox' ? 0o4755 : runs ? 0o755 : 0o644);
    fs.utimesSync(file, time, time);
  }
}

function filesIn(folder: string): readonly string[] {
  return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
}
