import type { AppUpdater } from 'electron-updater';
import type { SettingsStore } from '../../app/host.ts';
import { SignedProvider, type SignedSource } from './signed-provider.ts';
import type { UpdateSource } from './update-source.ts';

const dayMs = 24 * 3_600_000;

/** Updates, if a person has said yes to them: until then nothing is asked of anybody. */
export class Updates {
  readonly #store: SettingsStore;
  readonly #updater: () => Promise<AppUpdater>;
  readonly #log: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #ready: Promise<AppUpdater> | undefined;

  /** @param updater electron-updater's own, loaded when it is first needed */
  constructor(store: SettingsStore, updater: () => Promise<AppUpdater>, log: (error: unknown) => void) {
    this.#store = store;
    this.#updater = updater;
    this.#log = log;
    if (this.allowed) this.#begin();
  }

  /** What the person said; no until they say yes. */
  get allowed(): boolean {
    return this.#store.get('allowed') === true;
  }

  allow(yes: boolean): void {
    this.#store.set({ allowed: yes });
    clearInterval(this.#timer);
    this.#ready
      ?.then((updater) => {
        updater.autoInstallOnAppQuit = yes;
      })
      .catch(this.#log);
    if (yes) this.#begin();
  }

  /** Looks once. What is found is fetched, and is there after the next start. @returns the version that was fetched, or null */
  async look(): Promise<string | null> {
    if (!this.allowed) return null;
    this.#ready ??= this.#updater();
    const found = await (await this.#ready).checkForUpdates();
    if (found?.downloadPromise === undefined || found.downloadPromise === null) return null;
    await found.downloadPromise;
    return found.updateInfo.version;
  }

  #begin(): void {
    const look = (): void => void this.look().catch(this.#log);
    this.#timer = setInterval(look, dayMs);
    this.#timer.unref();
    look();
  }
}

/** Sets electron-updater up for a source: signed descriptions only; what an owner takes back is taken back here too. */
export function prepareUpdater(updater: AppUpdater, source: UpdateSource, store: SettingsStore): AppUpdater {
  const signed: SignedSource = { provider: 'custom', updateProvider: SignedProvider, source, store };
  updater.setFeedURL(signed);
  updater.allowDowngrade = true;
  updater.autoDownload = true;
  updater.autoInstallOnAppQuit = true;
  updater.logger = null;
  return updater;
}
