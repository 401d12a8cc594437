import { createRequire } from 'node:module';
import type { Handlers } from '../handlers.ts';
import type { Host } from '../host.ts';

/** Largest upload of a browser, as much as reading a photo takes. */
export const largestUploadBytes = 2 ** 30;

export function applicationHandlers(host: Host): Pick<Handlers, 'app.describe' | 'app.quit'> {
  return {
    'app.describe': async () => ({
      version,
      host: host.kind,
      platform: process.platform,
      languages: host.languages,
      knowsBattery: host.power !== undefined,
      largestUpload: host.kind === 'browser' ? largestUploadBytes : null,
    }),
    async 'app.quit'() {
      host.quit();
      return null;
    },
  };
}

const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string };
