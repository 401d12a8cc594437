import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../../app/host.ts';
import { confSettings, forkWorker } from '../../app/node-host.ts';
import { ownModelFolders } from '../../models/node/choose-model.ts';

/** What the application cannot do by itself where the window is a browser: files come by upload and go by download. */
export function browserHost(folder: string, quit: () => void): Host {
  return {
    kind: 'browser',
    folder,
    modelFolders: ownModelFolders(),
    // The browser knows its person's languages better than this process does.
    languages: [Intl.DateTimeFormat().resolvedOptions().locale],
    dialogs: {
      choosePhotos: async () => [],
      chooseMask: async () => null,
      chooseModel: async () => null,
      saveAs: async () => null,
    },
    settings: confSettings(folder),
    startWorker: forkWorker,
    quit,
  };
}

/** HEIRLOOM_HOME, else ~/.heirloom; apart from the desktop's, as both may run at once. */
export function dataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const home = environment['HEIRLOOM_HOME'];
  return join(home === undefined || home === '' ? join(homedir(), '.heirloom') : home, 'serve');
}
