import Store from 'electron-store';
import type { SettingsStore } from '../app/host.ts';

/** A JSON file in the application's folder, written whole or not at all. @param name without its ending */
export function desktopStore(folder: string, name: string): SettingsStore {
  // A file that somebody has broken is worth less than a program that starts.
  const store = new Store({ cwd: folder, name, clearInvalidConfig: true });
  return {
    get: (key) => store.get(key),
    set: (values) => store.set({ ...values }),
  };
}
