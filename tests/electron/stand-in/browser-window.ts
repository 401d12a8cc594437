import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { BrowserWindowConstructorOptions } from 'electron';
import type { Frame, Page, Route } from 'playwright-core';
import { app } from './app.ts';
import { context } from './browser.ts';
import { invoke } from './ipc-main.ts';
import { answerRequest } from './protocol.ts';
import { session } from './session.ts';

/** Chromium cannot be taught a scheme from outside: photo://heirloom lives at this address, and main never hears of it. */
const standInOrigin = 'https://heirloom.stand-in';
const realOrigin = 'photo://heirloom';

export class BrowserWindow extends EventEmitter {
  static readonly #all = new Set<BrowserWindow>();
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents = new WebContents();
  maximized = false;
  #bounds: { x: number; y: number; width: number; height: number };
  #page: Page | undefined;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    app.after('BrowserWindow');
    this.options = options;
    this.#bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 };
    BrowserWindow.#all.add(this);
    app.windows.add(this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  static getAllWindows(): BrowserWindow[] {
    return [...BrowserWindow.#all];
  }

  static getFocusedWindow(): BrowserWindow | null {
    return [...BrowserWindow.#all][0] ?? null;
  }

  async loadURL(address: string): Promise<void> {
    const page = await context().newPage();
    this.#page = page;
    this.webContents.page = page;
    await page.setViewportSize({ width: this.#bounds.width, height: this.#bounds.height });
    await page.exposeBinding('standInInvoke', async ({ frame }, channel: string, ...words: unknown[]) => invoke(senderOf(frame, this.webContents), channel, words));
    await page.addInitScript(preloadScript(String(this.options.webPreferences?.preload)));
    await page.route('**', async (route) => this.#answer(route));
    page.on('popup', (popup) => {
      if (this.webContents.openHandler({ url: toReal(popup.url()) }).action === 'deny') popup.close().catch(() => undefined);
    });
    page.on('close', () => this.#gone());
    page.on('pageerror', (error) => console.error(error));
    await page.goto(toStandIn(address));
    this.emit('ready-to-show');
  }

  /** Chromium asks for everything here. A page that leads itself elsewhere asks main first. */
  async #answer(route: Route): Promise<void> {
    const url = toReal(route.request().url());
    if (route.request().isNavigationRequest() && this.webContents.loaded && !this.webContents.mayNavigate(url)) {
      this.webContents.refused.push(url);
      await route.abort('aborted');
    } else if (!session.defaultSession.mayRequest(url)) {
      this.webContents.refused.push(url);
      await route.abort('blockedbyclient');
    } else {
      if (route.request().isNavigationRequest()) this.webContents.loaded = true;
      const answer = await answerRequest(url, route.request().method());
      if (answer === null) await route.abort('failed');
      else await route.fulfill(answer).catch(() => undefined);
    }
  }

  /** As a click on its cross. */
  close(): void {
    this.closeNow().catch((error: unknown) => console.error(error));
  }

  async closeNow(): Promise<void> {
    this.emit('close', { preventDefault: () => undefined });
    await this.#page?.close();
    this.#gone();
  }

  #gone(): void {
    if (!BrowserWindow.#all.delete(this)) return;
    app.windows.delete(this);
    this.emit('closed');
    app.closedWindow();
  }

  isDestroyed(): boolean {
    return !BrowserWindow.#all.has(this);
  }

  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    return this.#bounds;
  }

  /** As a drag at its edge. */
  setBounds(bounds: { x: number; y: number; width: number; height: number }): void {
    this.#bounds = bounds;
  }

  isMaximized(): boolean {
    return this.maximized;
  }

  maximize(): void {
    this.maximized = true;
  }

  isMinimized(): boolean {
    return false;
  }

  restore(): void {}
  show(): void {}
  focus(): void {}
}

/** What preloadScript() leaves in the page. */
interface Receiving {
  standInReceive?(name: string, ...values: unknown[]): void;
}

class WebContents extends EventEmitter {
  page: Page | undefined;
  loaded = false;
  /** Addresses that main did not let the page have. */
  readonly refused: string[] = [];
  openHandler: (details: { url: string }) => { action: 'allow' | 'deny' } = () => ({ action: 'allow' });

  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'allow' | 'deny' }): void {
    this.openHandler = handler;
  }

  mayNavigate(url: string): boolean {
    let may = true;
    const event = { url, preventDefault: () => (may = false) };
    this.emit('will-navigate', event, url);
    return may;
  }

  send(channel: string, ...words: unknown[]): void {
    const told = this.page?.evaluate(
      ([name, values]) => (globalThis as Receiving).standInReceive?.(name, ...values),
      [channel, words] as const,
    );
    // A page that is just closing hears nothing any more.
    told?.catch(() => undefined);
  }
}

function toStandIn(address: string): string {
  return address.startsWith(realOrigin) ? standInOrigin + address.slice(realOrigin.length) : address;
}

function toReal(address: string): string {
  return address.startsWith(standInOrigin) ? realOrigin + address.slice(standInOrigin.length) : address;
}

interface Sender {
  readonly sender: WebContents;
  readonly senderFrame: { readonly url: string; readonly parent: object | null };
}

function senderOf(frame: Frame, sender: WebContents): Sender {
  return { sender, senderFrame: { url: toReal(frame.url()), parent: frame.parentFrame() } };
}

/** The built preload with what a sandboxed one may require: `electron`, of that these few. */
function preloadScript(path: string): string {
  return `(() => {
  if (globalThis.heirloom !== undefined || location.origin !== ${JSON.stringify(standInOrigin)}) return;
  const listeners = new Set();
  globalThis.standInReceive = (channel, ...values) => { for (const [name, listener] of [...listeners]) if (name === channel) listener({}, ...values); };
  const electron = {
    contextBridge: { exposeInMainWorld: (name, value) => { globalThis[name] = value; } },
    ipcRenderer: {
      invoke: (channel, ...words) => globalThis.standInInvoke(channel, ...words),
      on: (channel, listener) => { listeners.add([channel, listener]); },
      off: (channel, listener) => { for (const entry of listeners) if (entry[0] === channel && entry[1] === listener) listeners.delete(entry); },
    },
    webUtils: { getPathForFile: (file) => (globalThis.standInPaths ?? {})[file.name] ?? '' },
  };
  const require = (name) => { if (name !== 'electron') throw new Error('A sandboxed preload may not require ' + name); return electron; };
  const module = { exports: {} };
  (function (require, module, exports) {
${readFileSync(path, 'utf8')}
  })(require, module, module.exports);
})();`;
}
