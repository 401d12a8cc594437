import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeBrowser, openBrowser } from './browser.ts';

type Prevented = { defaultPrevented: boolean; preventDefault(): void };

class App extends EventEmitter {
  readonly isPackaged = false;
  readonly recent: string[] = [];
  ready = false;
  sandboxed = false;
  /** Windows that are open; browser-window.ts fills it. */
  readonly windows = new Set<{ closeNow(): Promise<void> }>();
  #userData = join(tmpdir(), `heirloom-stand-in-${process.pid}`);
  #quitting = false;
  readonly #whenReady: Promise<void>;

  constructor() {
    super();
    this.#whenReady = openBrowser().then(() => {
      this.ready = true;
      this.emit('ready');
    });
  }

  enableSandbox(): void {
    this.before('enableSandbox');
    this.sandboxed = true;
  }

  requestSingleInstanceLock(): boolean {
    return process.env['STAND_IN_SECOND'] !== '1';
  }

  async whenReady(): Promise<void> {
    return this.#whenReady;
  }

  getPath(): string {
    return this.#userData;
  }

  setPath(name: string, path: string): void {
    if (name === 'userData') this.#userData = path;
  }

  getVersion(): string {
    return '0.0.0';
  }

  getPreferredSystemLanguages(): string[] {
    return ['en-GB'];
  }

  addRecentDocument(path: string): void {
    this.recent.push(path);
  }

  quit(): void {
    if (this.#quitting) return;
    this.#quitting = true;
    this.#quit().catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  }

  exit(code = 0): void {
    const end = (): never => process.exit(code);
    closeBrowser().then(end, end);
  }

  /** @throws Error as Electron does for what may only come before it is ready */
  before(what: string): void {
    if (this.ready) throw new Error(`${what} can only be called before app is ready`);
  }

  /** @throws Error as Electron does for what may only come once it is ready */
  after(what: string): void {
    if (!this.ready) throw new Error(`Cannot use ${what} before app is ready`);
  }

  /** A window was closed by the person. */
  closedWindow(): void {
    if (this.windows.size === 0 && !this.#quitting) this.emit('window-all-closed');
  }

  async #quit(): Promise<void> {
    for (const window of this.windows) await window.closeNow();
    const event: Prevented = { defaultPrevented: false, preventDefault: () => (event.defaultPrevented = true) };
    this.emit('will-quit', event);
    if (event.defaultPrevented) this.#quitting = false;
    else this.exit(0);
  }
}

export const app = new App();
