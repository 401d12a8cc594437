import { createServer, type AddressInfo } from 'node:net';
import chromiumFromNpm from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** The Chromium that npm brings, with its safeguards on: no flags that would make it laxer than a person's. */
export async function launchChromium(args: readonly string[] = []): Promise<Browser> {
  const executablePath = process.env['HEIRLOOM_CHROMIUM'] ?? (await chromiumFromNpm.executablePath());
  // --no-sandbox: CI runs as root, where Chromium refuses to start with it. The last three draw WebGL without a graphics card.
  const needed = ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
  return chromium.launch({ executablePath, headless: true, args: [...needed, ...args] });
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
