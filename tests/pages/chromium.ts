import { createServer, type AddressInfo } from 'node:net';
import chromiumFromNpm from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** The Chromium that npm brings, with its safeguards on: no flags that would make it laxer than a person's. */
export async function launchChromium(args: readonly string[] = []): Promise<Browser> {
  const executablePath = process.env['HEIRLOOM_CHROMIUM'] ?? (await chromiumFromNpm.executablePath());
  // CI runs as root, where Chromium refuses to start with its sandbox. Without a graphics card it draws with the processor, as
  // it does on a person's machine without one: the window needs no WebGL, and none is imitated here.
  return chromium.launch({ executablePath, headless: true, args: ['--no-sandbox', ...args] });
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
