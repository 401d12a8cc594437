import fs from 'node:fs';
import path from 'node:path';

/** What a packed program knows of updates; the same names in electron/updates/update-source.ts. */
interface UpdateSource {
  readonly provider: 'generic';
  /** A folder of any static host. */
  readonly url: string;
  readonly updaterCacheDirName: string;
  /** Ed25519, PEM: what signs the descriptions of updates. */
  readonly publicKey: string;
  /** Of the certificate of Windows; NSIS installers by anybody else are refused. */
  readonly publisherName?: readonly string[];
}

/**
 * Tells the packed program where updates would come from, if whoever packs it has a place for them: HEIRLOOM_UPDATES and
 * HEIRLOOM_UPDATE_PUBLIC_KEY. Without both, the program has no updates and never offers them.
 */
export function writeUpdateSource(resources: string, environment: NodeJS.ProcessEnv = process.env): void {
  const { HEIRLOOM_UPDATES: url, HEIRLOOM_UPDATE_PUBLIC_KEY: publicKey, HEIRLOOM_PUBLISHER: publisher } = environment;
  if (url === undefined || publicKey === undefined || url === '' || publicKey === '') return;
  const source: UpdateSource = {
    provider: 'generic',
    url,
    updaterCacheDirName: 'heirloom-updater',
    publicKey,
    ...(publisher === undefined ? {} : { publisherName: [publisher] }),
  };
  // JSON is YAML, which is what electron-updater reads.
  fs.writeFileSync(path.join(resources, 'app-update.yml'), `${JSON.stringify(source, null, 1)}\n`);
}
