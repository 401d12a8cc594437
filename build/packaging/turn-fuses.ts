import path from 'node:path';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { fuses } from '../../electron/fuses.ts';
import type { Target } from './targets.ts';

/** Turns the switches of electron/fuses.ts in Electron's program. @param resources its resources folder */
export async function turnFuses(resources: string, { platform }: Target): Promise<void> {
  const place = { linux: '../electron', win32: '../electron.exe', darwin: '../../../Electron.app' }[platform];
  const switches = Object.fromEntries(Object.entries(fuses).map(([name, on]) => [FuseV1Options[name as keyof typeof fuses], on]));
  // What is changed must be signed anew on a Mac; whoever signs for release signs afterwards, with an own name.
  const resetAdHocDarwinSignature = platform === 'darwin' && process.platform === 'darwin';
  await flipFuses(path.resolve(resources, place), { ...switches, version: FuseVersion.V1, resetAdHocDarwinSignature });
}
