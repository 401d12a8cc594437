import { MakerBase, type MakerOptions } from '@electron-forge/maker-base';
import { Arch, build, Platform } from 'app-builder-lib';
import path from 'node:path';
import { root } from '../world.ts';
import { identity } from './identity.ts';
import { installerConfig } from './installer-config.ts';
import { type Target, targetNamed } from './targets.ts';

/** electron-builder's makers, one after the other, on what Electron Forge has packed. They fetch their tools when they are first used. */
export class InstallerMaker extends MakerBase<object> {
  override name = 'electron-builder';
  override defaultPlatforms = ['linux' as const, 'win32' as const, 'darwin' as const];

  override isSupportedOnCurrentPlatform(): boolean {
    return true;
  }

  override async make({ dir, makeDir, targetPlatform, targetArch }: MakerOptions): Promise<string[]> {
    const target = targetNamed(`${targetPlatform}-${targetArch}`);
    const prepackaged = target.platform === 'darwin' ? path.join(dir, `${identity.name}.app`) : dir;
    const system = { linux: Platform.LINUX, win32: Platform.WINDOWS, darwin: Platform.MAC }[target.platform];
    return build({
      projectDir: root,
      prepackaged,
      targets: system.createTarget([...installersOf[target.platform]], target.arch === 'x64' ? Arch.x64 : Arch.arm64),
      config: await installerConfig(makeDir),
      publish: 'never',
    });
  }
}

/** A .deb is made by deb-maker.ts. The zip of a Mac is what its updates come as; that of Windows needs no installation. */
const installersOf: Readonly<Record<Target['platform'], readonly string[]>> = {
  win32: ['nsis', 'zip'],
  darwin: ['dmg', 'zip'],
  linux: ['AppImage', 'rpm'],
};
