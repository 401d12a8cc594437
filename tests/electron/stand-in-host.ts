import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { built } from './built.ts';
import type { Command, Look } from './stand-in/control.ts';

const root = resolve(import.meta.dirname, '../..');
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** The built main.ts and preload.ts, running in Electron or against the stand-in for it. */
export interface Desktop {
  readonly process: ChildProcess;
  page(): Promise<Page>;
  do(command: Command): Promise<void>;
  /** In Electron itself, what can be seen from outside. */
  look(): Promise<Partial<Look>>;
  /** As Ctrl-Q. @returns its exit code */
  quit(): Promise<number | null>;
  /** What it said on stderr so far. */
  said(): string;
}

/** @param home HEIRLOOM_HOME @param words what was typed after the program's name */
export type Start = (home: string, models: string, words?: readonly string[], environment?: NodeJS.ProcessEnv) => Promise<Desktop>;

export const startStandIn: Start = async (home, models, words = [], environment = {}) => {
  const folder = await built();
  const child = fork(join(root, 'tests/electron/stand-in/stand-in.child.ts'), [join(folder, 'main.js'), ...words], {
    cwd: home,
    env: { ...process.env, HEIRLOOM_HOME: home, HEIRLOOM_MODELS: models, TSX_TSCONFIG_PATH: join(root, 'build/tsconfig.base.json'), ...environment },
    execArgv: ['--import', tsx],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (piece: string) => (said += piece));
  const waiting = new Map<number, (look: Look | null) => void>();
  const ready = new Promise<void>((done, fail) => {
    waiting.set(0, () => done());
    child.once('exit', (code) => fail(new Error(`It ended with ${code} before it was ready: ${said}`)));
  });
  child.on('message', ({ id, look }: { id: number; look: Look | null }) => {
    waiting.get(id)?.(look);
    waiting.delete(id);
  });
  let lastId = 0;
  const ask = async (command: Command): Promise<Look | null> =>
    new Promise((done) => {
      const id = ++lastId;
      waiting.set(id, done);
      child.send({ id, command });
    });
  await ready;
  let browser: Browser | undefined;
  return {
    process: child,
    async page() {
      const { endpoint } = (await ask({ do: 'look' }))!;
      browser ??= await chromium.connectOverCDP(endpoint);
      const pages = (): readonly Page[] => browser!.contexts().flatMap((context) => context.pages()).filter((page) => page.url().includes('heirloom'));
      for (let i = 0; i < 600 && pages().length === 0; i++) await new Promise((done) => setTimeout(done, 100));
      return pages()[0]!;
    },
    async do(command) {
      await ask(command);
    },
    look: async () => (await ask({ do: 'look' }))!,
    async quit() {
      const ended = once(child, 'exit') as Promise<[number | null]>;
      await browser?.close().catch(() => undefined);
      if (child.connected) child.send({ id: ++lastId, command: { do: 'quit' } });
      return (await ended)[0];
    },
    said: () => said,
  };
};
