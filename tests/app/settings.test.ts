import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { confSettings } from '../../app/node-host.ts';
import { SettingsService } from '../../app/services/settings.ts';
import { newFolder } from './application.ts';

const silent = (): void => undefined;
const defaults = new SettingsService(confSettings(newFolder()), silent).read();

test('what is set is there again, in the file that electron-store would write', () => {
  const folder = newFolder();
  new SettingsService(confSettings(folder), silent).change({ theme: 'dark', brushSize: 12 });
  expect(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'))).toMatchObject({ version: 0, settings: { theme: 'dark', brushSize: 12 } });
  expect(new SettingsService(confSettings(folder), silent).read()).toEqual({ ...defaults, theme: 'dark', brushSize: 12 });
});

test('a field that makes no sense gets its default, and the others stay', () => {
  const store = { get: (key: string) => (key === 'settings' ? { theme: 'pink', variants: 3, later: true } : 7), set: silent };
  expect(new SettingsService(store, silent).read()).toEqual({ ...defaults, variants: 3 });
});
