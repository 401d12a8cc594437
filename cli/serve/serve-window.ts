import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { createApplication } from '../../app/application.ts';
import { largestUploadBytes } from '../../app/handlers/application.ts';
import { AppFailure } from '../../models/failure.ts';
import { watchInterrupts } from '../interrupt.ts';
import { browserHost, dataFolder } from './browser-host.ts';
import { builtWindow } from './built-window.ts';
import { onlyOne } from './only-one.ts';
import { hasScreen, openBrowser } from './open-browser.ts';
import type { ServeOptions } from './serve-options.ts';
import { startServer } from './server.ts';

/**
 * `heirloom serve`, from first to last: ends when it is asked to, by Ctrl-C, a polite kill, or the window itself. Where it runs
 * already, that one is opened once more.
 * @returns the exit code
 * @throws AppFailure 'window-unbuilt', 'port-taken', 'busy'
 */
export async function serveWindow(options: ServeOptions): Promise<0 | 130 | 143> {
  const folder = dataFolder();
  const found = await onlyOne(folder);
  if (!found.first) {
    if (found.address === null) throw new AppFailure('busy', 'Heirloom is open in a browser already: use that one, or end it first with Ctrl-C in its terminal.');
    say('Heirloom runs already.', found.address, options.open);
    return 0;
  }
  const quit = new AbortController();
  const interruption = watchInterrupts(() => {});
  try {
    await serveUntil(AbortSignal.any([interruption.signal, quit.signal]), folder, found.offer, () => quit.abort(), options);
    return interruption.exitCode() ?? 0;
  } finally {
    interruption.release();
    await found.release();
  }
}

async function serveUntil(
  stop: AbortSignal,
  folder: string,
  offer: (address: () => string) => void,
  quit: () => void,
  { port, open }: ServeOptions,
): Promise<void> {
  const rendererFolder = await builtWindow('renderer');
  const application = await createApplication(browserHost(folder, quit));
  try {
    const server = await startServer({ application, rendererFolder, uploadFolder: join(folder, 'uploads'), largestUploadBytes, port: port ?? 0 });
    offer(server.address);
    say('Ctrl-C ends Heirloom.', server.address(), open);
    const stopReading = offerNewAddresses(server.address);
    await aborted(stop);
    stopReading();
    await server.close();
  } finally {
    await application.close();
  }
}

/** The address alone goes to stdout, where a program can read it. */
function say(state: string, address: string, wanted: boolean): void {
  const opens = wanted && hasScreen();
  const how = opens ? 'Heirloom opens in your browser. If it does not, open this address there:' : 'Open this address in a browser on this computer:';
  console.error(how);
  console.log(address);
  console.error(`It works once. ${state}`);
  if (opens) openBrowser(address);
}

/** A person who closed the browser, or wants another one, is not locked out. */
function offerNewAddresses(address: () => string): () => void {
  if (!process.stdin.isTTY) return () => undefined;
  console.error('Enter prints a new address.');
  const lines = createInterface({ input: process.stdin });
  lines.on('line', () => console.log(address()));
  return () => lines.close();
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
