import path from 'node:path';
import type { Configuration } from 'app-builder-lib';
import { root } from '../world.ts';
import { icons } from './icons.ts';
import { identity } from './identity.ts';
import { photoTypes } from './photo-types.ts';

/** electron-builder's side of the installers. @param output where they go */
export async function installerConfig(output: string, environment: NodeJS.ProcessEnv = process.env): Promise<Configuration> {
  const drawn = await icons();
  const updates = environment['HEIRLOOM_UPDATES'];
  return {
    appId: identity.id,
    productName: identity.name,
    copyright: identity.copyright,
    directories: { output, buildResources: path.join(root, 'build/packaging') },
    artifactName: 'heirloom-${version}-${platform}-${arch}.${ext}',
    compression: 'maximum',
    npmRebuild: false,
    // With it come latest.yml and the maps of blocks that make a download differential.
    publish: updates === undefined ? null : { provider: 'generic', url: updates },
    win: { icon: path.join(drawn, 'icon.ico'), executableName: identity.executable },
    nsis: {
      // For one person, without administrator's rights, into a folder that the person may choose.
      oneClick: false,
      perMachine: false,
      allowToChangeInstallationDirectory: true,
      // Photos that were opened, settings and models stay: an older version finds them again.
      deleteAppDataOnUninstall: false,
      differentialPackage: true,
      unicode: true,
      include: path.join(root, 'build/packaging/installer.nsh'),
      artifactName: 'heirloom-${version}-windows-${arch}.${ext}',
    },
    mac: { icon: path.join(drawn, 'icon.icns'), category: 'public.app-category.photography' },
    dmg: { format: 'ULFO', title: `${identity.name} \${version}`, writeUpdateInfo: true },
    linux: {
      icon: drawn,
      executableName: identity.executable,
      category: 'Graphics;Photography',
      synopsis: 'Restores family photographs',
      maintainer: `${identity.copyright} <heirloom@localhost>`,
      mimeTypes: photoTypes.map(({ mime }) => mime),
    },
    rpm: { fpm: ['--rpm-rpmbuild-define', '_build_id_links none'] },
  };
}
