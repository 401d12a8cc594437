import fs from 'node:fs';
import path from 'node:path';
import asar from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';

/** A file of a packed program. */
export interface PackedFile {
  /** Below the program's resources; a file of the archive has its place in it: app/main.js. */
  readonly place: string;
  readonly bytes: number;
  /** `archive`: in app.asar. `beside`: what belongs to it but lies outside. */
  readonly where: 'archive' | 'beside';
}

/** Everything of ours in a packed program's app.asar, and beside it. @param archive path of app.asar */
export function filesOfProgram(archive: string): readonly PackedFile[] {
  return asar.listPackage(archive, { isPack: false }).flatMap((entry) => {
    const name = entry.replaceAll('\\', '/').replace(/^\//, '');
    const found = asar.statFile(archive, name.split('/').join(path.sep));
    if (!('size' in found)) return [];
    return [{ place: name, bytes: found.size, where: 'unpacked' in found && found.unpacked ? ('beside' as const) : ('archive' as const) }];
  });
}

/** Writes everything of the archive, and what lies beside it, into one folder. */
export function unpackProgram(archive: string, folder: string): void {
  asar.extractAll(archive, folder);
}

/** SHA-256 of the archive's header, as Electron checks it, and where packaging has written it down. */
export function headerOf(archive: string): string {
  return asar.getRawHeader(archive).headerString;
}

/** @param program Electron's program, or the .app @returns each fuse by its name */
export async function fusesOf(program: string): Promise<Readonly<Record<string, boolean>>> {
  const wire = await getCurrentFuseWire(program);
  const names = Object.entries(FuseV1Options).filter((entry): entry is [string, FuseV1Options] => typeof entry[1] === 'number');
  return Object.fromEntries(names.filter(([, place]) => place in wire).map(([name, place]) => [name, Number(wire[place]) === '1'.charCodeAt(0)]));
}

/** Of a packed program: its resources folder. */
export function resourcesOf(program: string): string {
  const mac = path.join(program, 'Heirloom.app/Contents/Resources');
  return fs.existsSync(mac) ? mac : path.join(program, 'resources');
}
