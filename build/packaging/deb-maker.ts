import { MakerBase, type MakerOptions } from '@electron-forge/maker-base';
import path from 'node:path';
import { buildDeb } from './deb.ts';
import { ownManifest } from './stage.ts';
import { nameOf, targetNamed } from './targets.ts';

/** Makes a .deb with dpkg-deb, the tool of the format's own people: nothing is fetched for it (docs/decisions says why). */
export class DebMaker extends MakerBase<object> {
  override name = 'deb';
  override defaultPlatforms = ['linux' as const];
  override requiredExternalBinaries = ['dpkg-deb'];

  override isSupportedOnCurrentPlatform(): boolean {
    return process.platform === 'linux';
  }

  override async make({ dir, makeDir, targetPlatform, targetArch }: MakerOptions): Promise<string[]> {
    const target = targetNamed(`${targetPlatform}-${targetArch}`);
    const file = path.join(makeDir, `heirloom-${ownManifest().version}-${nameOf(target)}.deb`);
    await this.ensureFile(file);
    await buildDeb({ program: dir, target, file, compression: 'xz' });
    return [file];
  }
}
