import type { MenuItemConstructorOptions } from 'electron';
import { app } from './app.ts';
import { endpoint } from './browser.ts';
import { BrowserWindow } from './browser-window.ts';
import { choices } from './dialog.ts';
import { menuLines } from './menu.ts';
import { session } from './session.ts';
import { workerIds } from './utility-process.ts';

/** What a test may do in place of the person and the system. */
export type Command =
  | { readonly do: 'choose'; readonly paths: readonly string[] }
  | { readonly do: 'menu'; readonly id: string }
  | { readonly do: 'second-instance'; readonly words: readonly string[]; readonly folder: string }
  | { readonly do: 'open-file'; readonly path: string }
  | { readonly do: 'move-window'; readonly bounds: { x: number; y: number; width: number; height: number } }
  | { readonly do: 'close-window' }
  | { readonly do: 'quit' }
  | { readonly do: 'look' };

/** What it may look at. */
export interface Look {
  readonly endpoint: string;
  readonly webPreferences: Readonly<Record<string, unknown>>;
  readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | null;
  readonly refused: readonly string[];
  readonly recent: readonly string[];
  readonly menu: readonly (string | null)[];
  readonly permissions: Readonly<Record<string, boolean>>;
  readonly sandboxed: boolean;
  readonly workerIds: readonly number[];
}

export function listenToTest(): void {
  process.on('message', ({ id, command }: { id: number; command: Command }) => {
    obey(command);
    process.send?.({ id, look: command.do === 'look' ? look() : null });
  });
  app.whenReady().then(
    () => process.send?.({ id: 0, look: null }),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}

function obey(command: Command): void {
  const [window] = BrowserWindow.getAllWindows();
  switch (command.do) {
    case 'choose':
      choices.push([...command.paths]);
      return;
    case 'menu':
      (menuLines().find(({ id }) => id === command.id) as { click(): void } & MenuItemConstructorOptions).click();
      return;
    case 'second-instance':
      app.emit('second-instance', {}, command.words, command.folder);
      return;
    case 'open-file':
      app.emit('open-file', { preventDefault: () => undefined }, command.path);
      return;
    case 'move-window':
      window?.setBounds(command.bounds);
      return;
    case 'close-window':
      window?.close();
      return;
    case 'quit':
      app.quit();
      return;
    case 'look':
  }
}

function look(): Look {
  const [window] = BrowserWindow.getAllWindows();
  return {
    endpoint,
    webPreferences: { ...window?.options.webPreferences },
    bounds: window?.getNormalBounds() ?? null,
    refused: window?.webContents.refused ?? [],
    recent: app.recent,
    menu: menuLines().map(({ label }) => label ?? null),
    permissions: Object.fromEntries(['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal'].map((name) => [name, granted(name)])),
    sandboxed: app.sandboxed,
    workerIds,
  };
}

function granted(permission: string): boolean {
  const { defaultSession } = session;
  const answers: boolean[] = [];
  defaultSession.permissionRequest(null, permission, (answer) => answers.push(answer));
  return answers.includes(true) || defaultSession.permissionCheck(null, permission);
}
