import * as v from 'valibot';
import { settings as schema, type Settings } from '../contract/settings.ts';
import type { SettingsStore } from '../host.ts';
import type { Emit } from './emit.ts';
import { type Fields, migrate, type Migration } from './migrate.ts';

const defaults: Settings = {
  theme: 'system',
  language: 'system',
  engine: 'onnx',
  device: 'auto',
  quality: 'quick',
  variants: 1,
  saveFormat: 'png',
  saveQuality: 92,
  brushSize: 40,
  brushSoftness: 0.3,
  overlayColour: '#e4572e',
};

/** What a person has set, kept in the host's store. */
export class SettingsService {
  readonly #store: SettingsStore;
  readonly #emit: Emit;
  #current: Settings;
  /** As stored: fields of a later program, which this one does not know, are kept for it. */
  readonly #stored: Fields;
  readonly #version: number;

  constructor(store: SettingsStore, emit: Emit) {
    this.#store = store;
    this.#emit = emit;
    const version = store.get('version');
    this.#stored = migrate(store.get('settings'), version, migrations);
    this.#version = typeof version === 'number' && Number.isInteger(version) ? Math.max(version, migrations.length) : migrations.length;
    this.#current = settingsFrom(this.#stored);
  }

  read(): Settings {
    return this.#current;
  }

  /** @param patch checked already */
  change(patch: { readonly [Key in keyof Settings]?: Settings[Key] | undefined }): Settings {
    this.#current = settingsFrom({ ...this.#current, ...patch });
    this.#store.set({ version: this.#version, settings: { ...this.#stored, ...this.#current } });
    this.#emit('settings.changed', this.#current);
    return this.#current;
  }
}

/** Each makes the settings of its version into those of the next: a renamed or split field is one function here. */
const migrations: readonly Migration[] = [];

/** One field that makes no sense costs that field only: it gets its default. */
function settingsFrom(fields: Fields): Settings {
  const sound = Object.entries(schema.entries).flatMap(([key, entry]) => {
    const checked = v.safeParse(entry, fields[key]);
    return checked.success ? [[key, checked.output] as const] : [];
  });
  return { ...defaults, ...Object.fromEntries(sound) };
}
