import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { confSettings } from '../../app/node-host.ts';
import { SettingsService } from '../../app/services/settings.ts';
import { newFolder, openApplication } from './application.ts';

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

test('what a later version stored outlives an older one that changes something', () => {
  const folder = newFolder();
  confSettings(folder).set({ version: 7, settings: { theme: 'dark', later: { deep: true } } });
  new SettingsService(confSettings(folder), silent).change({ variants: 3 });
  const kept: unknown = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
  expect(kept).toMatchObject({ version: 7, settings: { theme: 'dark', variants: 3, later: { deep: true } } });
});

test('the models that come with Heirloom do every task but cleaning JPEGs, and say so', async () => {
  const app = await openApplication();
  const models = await app.call('models.list', {});
  const does = (id: string): readonly string[] | undefined => models.find((model) => model.id === id)?.does;
  expect(does('scene-inpaint-small')).toEqual(['inpaint', 'uncrop']);
  expect(does('landscape-colorize-small')).toEqual(['colorize']);
  await app.application.close();
});
