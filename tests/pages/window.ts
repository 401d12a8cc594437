import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { writeTinyModels } from '../cli/tiny-models.ts';
import { launchChromium } from './chromium.ts';
import { type Hands, handsOn } from './hands.ts';
import { serve, type Served } from './serve-host.ts';

/** Real processes and a real browser on a machine that may be busy. */
export const patienceMs = 120_000;

type Tasks = Parameters<typeof writeTinyModels>[1];

/** The window in a browser, as `heirloom serve` gives it, with models that learned nothing but compute all the same. */
export interface OpenWindow {
  readonly home: string;
  readonly served: Served;
  readonly browser: Browser;
  readonly page: Page;
  readonly hands: Hands;
  /** What its pages complained of. */
  readonly complaints: readonly string[];
  /** A second window of the same browser. */
  another(): Promise<Page>;
  close(): Promise<void>;
}

/** @param home HEIRLOOM_HOME, if it is to lie somewhere special */
export async function openWindow(tasks: Tasks, options: BrowserContextOptions = {}, home?: string): Promise<OpenWindow> {
  const folder = mkdtempSync(join(tmpdir(), 'heirloom-window-'));
  const models = join(folder, 'models');
  mkdirSync(models);
  await writeTinyModels(models, tasks);
  const [served, browser] = await Promise.all([serve(home ?? folder, models), launchChromium()]);
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, acceptDownloads: true, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(patienceMs - 20_000);
  const complaints: string[] = [];
  context.on('page', (page) => {
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    page.on('pageerror', (error) => void complaints.push(String(error)));
  });
  const open = async (address: string): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(address);
    return page;
  };
  const page = await open(served.address);
  return {
    home: home ?? folder,
    served,
    browser,
    page,
    hands: handsOn(page),
    complaints,
    another: async () => open(new URL('/', served.address).href),
    async close() {
      await browser.close();
      await served.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
