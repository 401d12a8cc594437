import fs from 'node:fs';
import path from 'node:path';
import * as resedit from 'resedit';
import { root } from '../world.ts';
import { iconSides, icons } from './icons.ts';
import { readManifest } from './licences.ts';
import { nameOf, type Target } from './targets.ts';
import { zip, type ZipEntry } from './zip.ts';

const notice = Buffer.from('This is not Electron. It stands in for it where Electron cannot be fetched, so that everything else of packaging can be tried.\n');
const script = Buffer.from(`#!/bin/sh\n# ${notice.toString()}echo 'This stands in for Electron and starts nothing.' >&2\nexit 70\n`);

/**
 * Writes an archive that stands in for Electron's own: a name for every file that packaging touches, and the fuses in it, but nothing
 * that runs. Packaging cannot tell the difference; a person can, by the first line of each file.
 * @param folder where electron-v<version>-<platform>-<arch>.zip goes
 */
export async function writeStandInRuntime(folder: string, target: Target): Promise<void> {
  const { version } = readManifest(path.join(root, 'node_modules/electron'));
  fs.mkdirSync(folder, { recursive: true });
  const entries = { linux: linuxFiles, win32: windowsFiles, darwin: macFiles }[target.platform];
  fs.writeFileSync(path.join(folder, `electron-v${version}-${nameOf(target)}.zip`), zip(await entries()));
}

async function linuxFiles(): Promise<readonly ZipEntry[]> {
  const program = { name: 'electron', bytes: Buffer.concat([script, fuseWire()]), runs: true };
  return Promise.resolve([program, { name: 'chrome-sandbox', bytes: script, runs: true }, ...common('')]);
}

async function windowsFiles(): Promise<readonly ZipEntry[]> {
  return [{ name: 'electron.exe', bytes: await emptyProgram() }, ...common('')];
}

async function macFiles(): Promise<readonly ZipEntry[]> {
  const inside = 'Electron.app/Contents';
  const helpers = ['', ' (Renderer)', ' (Plugin)', ' (GPU)'].flatMap((suffix) => {
    const name = `Electron Helper${suffix}`;
    const folder = `${inside}/Frameworks/${name}.app/Contents`;
    return [{ name: `${folder}/Info.plist`, bytes: plist(name) }, { name: `${folder}/MacOS/${name}`, bytes: script, runs: true }];
  });
  return Promise.resolve([
    { name: `${inside}/Info.plist`, bytes: plist('Electron') },
    { name: `${inside}/MacOS/Electron`, bytes: script, runs: true },
    { name: `${inside}/Frameworks/Electron Framework.framework/Electron Framework`, bytes: Buffer.concat([notice, fuseWire()]), runs: true },
    { name: `${inside}/Resources/electron.icns`, bytes: notice },
    { name: `${inside}/Resources/default_app.asar`, bytes: notice },
    ...helpers,
    { name: 'LICENSE', bytes: notice },
    { name: 'version', bytes: notice },
  ]);
}

function common(folder: string): readonly ZipEntry[] {
  const names = ['LICENSE', 'LICENSES.chromium.html', 'version', 'resources/default_app.asar', 'locales/en-US.pak', 'locales/de.pak', 'locales/fr.pak'];
  return names.map((name) => ({ name: `${folder}${name}`, bytes: notice }));
}

/** As it lies in Electron's program: a sentinel, the wire's version and length, and a digit for each of eight fuses, all of them on. */
function fuseWire(): Buffer {
  return Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, 8]), Buffer.from('1'.repeat(8))]);
}

/** A Windows program without code, but with the version and the icon that packaging replaces. */
async function emptyProgram(): Promise<Buffer> {
  const program = resedit.NtExecutable.createEmpty(false, false);
  const resources = resedit.NtExecutableResource.from(program);
  const language = { lang: 1033, codepage: 1200 };
  const version = resedit.Resource.VersionInfo.createEmpty();
  version.setStringValues(language, { ProductName: 'Electron' });
  version.lang = language.lang;
  version.outputToResourceEntries(resources.entries);
  const drawing = resedit.Data.IconFile.from(fs.readFileSync(path.join(await icons(), 'icon.ico')));
  const pictures = drawing.icons.slice(0, iconSides.length).map(({ data }) => data);
  resedit.Resource.IconGroupEntry.replaceIconsForResource(resources.entries, 1, language.lang, pictures);
  resources.outputResource(program);
  program.setExtraData(new Uint8Array(fuseWire()).buffer);
  return Buffer.from(program.generate());
}

function plist(name: string): Buffer {
  const keys = { CFBundleExecutable: name, CFBundleIdentifier: 'not.electron', CFBundleName: name, CFBundleIconFile: 'electron.icns' };
  const lines = Object.entries(keys).map(([key, value]) => `<key>${key}</key><string>${value}</string>`);
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<!-- ${notice.toString().trim()} -->\n<plist version="1.0"><dict>${lines.join('')}</dict></plist>\n`);
}
