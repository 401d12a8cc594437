import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { de } from '../../renderer/words/de.ts';
import { en } from '../../renderer/words/en.ts';
import { seriousBarriers } from './look.ts';
import { openWindow, type OpenWindow, patienceMs } from './window.ts';

vi.setConfig({ testTimeout: patienceMs, hookTimeout: patienceMs });

let open: OpenWindow;

beforeAll(async () => {
  open = await openWindow(['colorize']);
  await open.hands.button(en.settings).click();
});

afterAll(async () => {
  expect(open.complaints).toEqual([]);
  await open.close();
});

test('this computer is tested, and says how fast it is', async () => {
  await open.hands.button(en.testDevices).click();
  const processor = open.page.getByRole('listitem').filter({ hasText: 'cpu' });
  await processor.waitFor();
  const [speed] = /[\d.,]+(?= steps a second)/.exec((await processor.textContent()) ?? '') ?? [];
  expect(Number(speed?.replace(',', ''))).toBeGreaterThan(0);
});

test('language and light change at once, are readable, and outlast a reload', async () => {
  for (const theme of ['dark', 'light'] as const) {
    await open.page.getByRole('radio', { name: en.themes[theme] }).check({ force: true });
    await expect.poll(async () => open.page.evaluate(() => document.documentElement.dataset['theme'])).toBe(theme);
    expect(await seriousBarriers(open.page), theme).toEqual([]);
  }
  await open.page.getByRole('radio', { name: en.languages.de }).check({ force: true });
  await open.hands.heading(de.settings).waitFor();
  await open.page.reload();
  await open.hands.heading(de.startTitle).waitFor();
  expect(await open.page.evaluate(() => document.documentElement.dataset['theme'])).toBe('light');
});
