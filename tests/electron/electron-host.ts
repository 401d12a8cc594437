import { once } from 'node:events';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright-core';
import { electronBinary } from '../../cli/start/electron-binary.ts';
import { built } from './built.ts';
import type { Command, Look } from './stand-in/control.ts';
import { type Desktop, type Start, startStandIn } from './stand-in-host.ts';

/** Electron itself where its binary was fetched and a screen is there, else the stand-in. */
export const binary = process.env['DISPLAY'] === undefined && process.platform === 'linux' ? null : electronBinary();

export const startDesktop: Start = async (home, models, words = [], environment = {}) => {
  return binary === null ? startStandIn(home, models, words, environment) : startElectron(binary, home, models, words);
};

async function startElectron(executablePath: string, home: string, models: string, words: readonly string[]): Promise<Desktop> {
  const folder = await built();
  const args = [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), join(folder, 'main.js'), ...words];
  const env = { ...(process.env as Record<string, string>), HEIRLOOM_HOME: home, HEIRLOOM_MODELS: models };
  const electron = await _electron.launch({ executablePath, args, env, cwd: home });
  const child = electron.process();
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => (said += piece));
  return {
    process: child,
    page: async () => electron.firstWindow(),
    do: async (command) => obey(electron, command),
    look: async () => look(electron),
    async quit() {
      const ended = once(child, 'exit') as Promise<[number | null]>;
      await electron.evaluate(({ app }) => app.quit()).catch(() => undefined);
      return (await ended)[0];
    },
    said: () => said,
  };
}

/** Runs in Electron's main process. */
async function obey(electron: ElectronApplication, command: Command): Promise<void> {
  await electron.evaluate(({ app, BrowserWindow, dialog, Menu }, asked) => {
    const [window] = BrowserWindow.getAllWindows();
    if (asked.do === 'choose') {
      const filePaths = [...asked.paths];
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths });
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: filePaths[0] ?? '' });
    } else if (asked.do === 'menu') Menu.getApplicationMenu()?.getMenuItemById(asked.id)?.click();
    else if (asked.do === 'second-instance') app.emit('second-instance', {}, asked.words, asked.folder);
    else if (asked.do === 'open-file') app.emit('open-file', { preventDefault: () => undefined }, asked.path);
    else if (asked.do === 'move-window') window?.setBounds(asked.bounds);
    else if (asked.do === 'close-window') window?.close();
  }, command);
}

async function look(electron: ElectronApplication): Promise<Pick<Look, 'webPreferences' | 'bounds' | 'menu' | 'workerIds'>> {
  return electron.evaluate(({ app, BrowserWindow, Menu }) => {
    const [window] = BrowserWindow.getAllWindows();
    const lines = Menu.getApplicationMenu()?.items ?? [];
    const contents = window?.webContents as unknown as { getLastWebPreferences?: () => Record<string, unknown> } | undefined;
    return {
      webPreferences: { ...contents?.getLastWebPreferences?.() },
      bounds: window?.getNormalBounds() ?? null,
      menu: lines.flatMap((item) => [item.label, ...(item.submenu?.items ?? []).map(({ label }) => label)]),
      workerIds: app.getAppMetrics().filter(({ type }) => type === 'Utility').map(({ pid }) => pid),
    };
  });
}
