import { type AppUpdater, Provider, type ResolvedUpdateFileInfo, type UpdateInfo } from 'electron-updater';
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js';
import type { SettingsStore } from '../../app/host.ts';
import { checkDescription } from './check-description.ts';
import type { UpdateSource } from './update-source.ts';

/** What electron-updater is told of a source; it makes the provider itself. */
export interface SignedSource {
  readonly provider: 'custom';
  readonly updateProvider: typeof SignedProvider;
  readonly source: UpdateSource;
  /** Remembers the newest description that was believed. */
  readonly store: SettingsStore;
}

/** A folder of any static host: latest*.yml (JSON), latest*.yml.sig, and the files that it names. */
export class SignedProvider extends Provider<UpdateInfo> {
  readonly #source: UpdateSource;
  readonly #store: SettingsStore;

  constructor({ source, store }: SignedSource, _updater: AppUpdater, options: ProviderRuntimeOptions) {
    // Blocks are asked for one by one: not every static host answers several ranges at once.
    super({ ...options, isUseMultipleRangeRequest: false });
    this.#source = source;
    this.#store = store;
  }

  override async getLatestVersion(): Promise<UpdateInfo> {
    const name = `${this.getDefaultChannelName()}.yml`;
    const [text, signature] = await Promise.all([this.httpRequest(this.#address(name)), this.httpRequest(this.#address(`${name}.sig`))]);
    const newest = this.#store.get('newest');
    const description = checkDescription(text ?? '', signature ?? '', this.#source.publicKey, typeof newest === 'string' ? newest : '');
    this.#store.set({ newest: description.issued });
    // electron-updater's type asks for two fields more, of the descriptions of old.
    return description as UpdateInfo;
  }

  override resolveFiles(info: UpdateInfo): ResolvedUpdateFileInfo[] {
    return info.files.map((file) => ({ url: this.#address(file.url), info: file }));
  }

  #address(name: string): URL {
    return new URL(encodeURIComponent(name), this.#source.url.endsWith('/') ? this.#source.url : `${this.#source.url}/`);
  }
}
