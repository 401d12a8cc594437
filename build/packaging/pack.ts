import path from 'node:path';
import { api } from '@electron-forge/core';
import { root } from '../world.ts';
import { nameOf, type Target } from './targets.ts';
import { identity } from './identity.ts';

/**
 * Packs the program for a system, as a folder that can be started where it lies.
 * @param out where the folder goes
 * @returns the folder
 */
export async function pack(target: Target, out = path.join(root, 'out')): Promise<string> {
  await api.package({ dir: root, outDir: out, platform: target.platform, arch: target.arch, interactive: false });
  return path.join(out, `${identity.name}-${nameOf(target)}`);
}

/** Packs it and makes every installer of that system. @returns their files */
export async function makeInstallers(target: Target, out = path.join(root, 'out')): Promise<readonly string[]> {
  const results = await api.make({ dir: root, outDir: out, platform: target.platform, arch: target.arch, interactive: false });
  return results.flatMap(({ artifacts }) => artifacts);
}
