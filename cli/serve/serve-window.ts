import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { createApplication } from '../../app/application.ts';
import { largestUploadBytes } from '../../app/handlers/application.ts';
import { watchInterrupts } from '../interrupt.ts';
import { browserHost, dataFolder } from './browser-host.ts';
import { builtWindow } from './built-window.ts';
import { hasScreen, openBrowser } from './open-browser.ts';
import type { ServeOptions } from './serve-options.ts';
import { startServer } from './server.ts';

/**
 * `heirloom serve`, from first to last: ends when it is asked to, by Ctrl-C, a polite kill, or the window itself.
 * @returns the exit code
 * @throws AppFailure 'window-unbuilt', 'port-taken', 'busy'
 */
export async function serveWindow({ port, open }: ServeOptions): Promise<0 | 130 | 143> {
  const quit = new AbortController();
  const interruption = watchInterrupts(() => {});
  try {
    const rendererFolder = await builtWindow('renderer');
    const folder = dataFolder();
    const application = await createApplication(browserHost(folder, () => quit.abort()));
    try {
      const server = await startServer({ application, rendererFolder, uploadFolder: join(folder, 'uploads'), largestUploadBytes, port: port ?? 0 });
      say(server.address(), open && hasScreen());
      const stopReading = offerNewAddresses(server.address);
      await aborted(AbortSignal.any([interruption.signal, quit.signal]));
      stopReading();
      await server.close();
    } finally {
      await application.close();
    }
    return interruption.exitCode() ?? 0;
  } finally {
    interruption.release();
  }
}

/** The address alone goes to stdout, where a program can read it. */
function say(address: string, opens: boolean): void {
  console.error(opens ? 'Heirloom opens in your browser. If it does not, open this address there:' : 'Open this address in a browser on this computer:');
  console.log(address);
  console.error('It works once. Ctrl-C ends Heirloom.');
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
