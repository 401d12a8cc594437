import type { Browser, BrowserContext } from 'playwright-core';
import { freePort, launchChromium } from '../../pages/chromium.ts';

/** Where the test may connect to the same browser (Chrome DevTools Protocol). */
export let endpoint = '';
let browser: Browser | undefined;
let opened: BrowserContext | undefined;

export async function openBrowser(): Promise<void> {
  const port = await freePort();
  browser = await launchChromium([`--remote-debugging-port=${port}`]);
  opened = await browser.newContext({ viewport: null, ignoreHTTPSErrors: true });
  endpoint = `http://127.0.0.1:${port}`;
}

export async function closeBrowser(): Promise<void> {
  await browser?.close();
}

export function context(): BrowserContext {
  if (opened === undefined) throw new Error('The browser is not open yet.');
  return opened;
}
