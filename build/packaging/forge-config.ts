import fs from 'node:fs';
import path from 'node:path';
import type { ForgeConfig } from '@electron-forge/shared-types';
import { root } from '../world.ts';
import { DebMaker } from './deb-maker.ts';
import { icons } from './icons.ts';
import { identity } from './identity.ts';
import { InstallerMaker } from './installer-maker.ts';
import { photoTypes } from './photo-types.ts';
import { sourceDate } from './source-date.ts';
import { ownManifest, stageProgram } from './stage.ts';
import { targetNamed } from './targets.ts';
import { turnFuses } from './turn-fuses.ts';
import { writeUpdateSource } from './update-source.ts';

// A variable that CI knows but nobody has filled is none.
const env = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));

/** How Electron Forge packs Heirloom: nothing of this checkout is copied but what stage.ts puts into the folder. */
export async function forgeConfig(): Promise<ForgeConfig> {
  return {
    packagerConfig: {
      name: identity.name,
      executableName: identity.executable,
      appBundleId: identity.id,
      appCategoryType: 'public.app-category.photography',
      appCopyright: identity.copyright,
      icon: path.join(await icons(), 'icon'),
      asar: { unpack: unpacked },
      ignore: (file) => file !== '',
      prune: false,
      // For tests, and for whoever has no way to Electron's releases: a folder with electron-v<version>-<platform>-<arch>.zip.
      ...(env['HEIRLOOM_RUNTIME'] === undefined ? {} : { electronZipDir: env['HEIRLOOM_RUNTIME'] }),
      win32metadata: { CompanyName: identity.name, FileDescription: 'Restores family photographs' },
      extendInfo: { CFBundleDocumentTypes: documentTypes(), LSMinimumSystemVersion: '14.0', NSSupportsAutomaticGraphicsSwitching: true },
      ...signing(),
    },
    hooks: {
      readPackageJson: async () => Promise.resolve({ ...ownManifest(), devDependencies: { electron: '*' } } as never),
      packageAfterExtract: async (_, folder) => removeLanguages(folder),
      packageAfterCopy: async (_, folder, _electron, platform, arch) => {
        const target = targetNamed(`${platform}-${arch}`);
        await stageProgram(folder, target);
        await turnFuses(path.dirname(folder), target);
        writeUpdateSource(path.dirname(folder));
      },
      postPackage: async (_, { outputPaths }) => outputPaths.forEach(settleTimes),
    },
    makers: [new InstallerMaker(), new DebMaker()],
  };
}

/**
 * Outside the archive: what the system's loader reads itself, and weights, so that an update of the program leaves them alone.
 * Patterns of @electron/asar: matched against whole paths.
 */
const unpacked = `{${[
  '**/node_modules/@img/sharp-*/**',
  '**/node_modules/onnxruntime-node/bin/**',
  '**/node_modules/@vladmandic/human/models/**',
  '**/models/weights/**',
].join(',')}}`;

/** Chromium's own words, which only a few of its menus say, in the languages of Heirloom. */
function removeLanguages(folder: string): void {
  const kept = /^(?:en|en_GB|en-US|en-GB|de)\.(?:pak|lproj)$/;
  const inside = 'Electron.app/Contents';
  const places = ['locales', `${inside}/Resources`, `${inside}/Frameworks/Electron Framework.framework/Versions/A/Resources`];
  for (const place of places.map((name) => path.join(folder, name)).filter((name) => fs.existsSync(name))) {
    for (const name of fs.readdirSync(place)) {
      if (/\.lproj$/.test(name) || place.endsWith('locales')) if (!kept.test(name)) fs.rmSync(path.join(place, name), { recursive: true });
    }
  }
}

/** The same commit gives the same bytes: whenever a file was written here, it is as old as the commit. */
function settleTimes(folder: string): void {
  const time = sourceDate();
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) fs.utimesSync(path.join(entry.parentPath, entry.name), time, time);
  }
}

function documentTypes(): readonly object[] {
  return photoTypes.map(({ name, uti }) => ({
    CFBundleTypeName: name,
    CFBundleTypeRole: 'Editor',
    LSHandlerRank: 'Alternate',
    LSItemContentTypes: [uti],
  }));
}

/** Electron's packager goes on without a signature otherwise; its types do not know the word. */
const failAtOnce: object = { continueOnError: false };

/** By the environment alone: without it the program is packed unsigned, which is what a developer wants. See docs/releasing.md. */
function signing(): NonNullable<ForgeConfig['packagerConfig']> {
  const { CSC_NAME: identityName, APPLE_API_KEY: appleApiKey, APPLE_API_KEY_ID: appleApiKeyId, APPLE_API_ISSUER: appleApiIssuer } = env;
  const { WIN_CSC_LINK: certificateFile, WIN_CSC_KEY_PASSWORD: certificatePassword } = env;
  const entitlements = path.join(root, 'build/packaging/entitlements.plist');
  return {
    ...(identityName === undefined
      ? {}
      : { osxSign: { identity: identityName, optionsForFile: () => ({ entitlements, hardenedRuntime: true }), ...failAtOnce } }),
    ...(appleApiKey === undefined || appleApiKeyId === undefined || appleApiIssuer === undefined
      ? {}
      : { osxNotarize: { appleApiKey, appleApiKeyId, appleApiIssuer } }),
    ...(certificateFile === undefined || certificatePassword === undefined
      ? {}
      : { windowsSign: { certificateFile, certificatePassword, continueOnError: false } }),
  };
}
