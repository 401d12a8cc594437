import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app, BrowserWindow } from 'electron';
import type { AppUpdater } from 'electron-updater';
import type { Application, Host, SettingsStore } from '../app/host.ts';
import { createApplication } from '../app/application.ts';
import { selfTest } from '../app/self-test.ts';
import { ownModelFolders } from '../models/node/choose-model.ts';
import { desktopDialogs } from './dialogs.ts';
import { guardContents, guardSession } from './guard.ts';
import { bindIpc, tellWindows } from './ipc.ts';
import { openLicences } from './licences.ts';
import { setMenu } from './menu.ts';
import { photosNamed } from './opened-files.ts';
import { desktopPower } from './power.ts';
import { declareScheme, serveScheme } from './protocol.ts';
import { desktopStore } from './settings-store.ts';
import { readUpdateSource } from './updates/update-source.ts';
import { prepareUpdater, Updates } from './updates/updates.ts';
import { openWindow } from './window.ts';
import { type Words, wordsFor } from './words.ts';
import { startWorker } from './worker-process.ts';

/** The desktop program, from first to last. The order counts: some of it must come before Electron is ready, some after. */
main();

function main(): void {
  const home = process.env['HEIRLOOM_HOME'];
  if (home !== undefined && home !== '') app.setPath('userData', join(home, 'desktop'));
  app.enableSandbox();
  declareScheme();
  guardContents();
  if (process.argv.includes('--self-test')) {
    app.whenReady().then(testItself, fail).catch(fail);
    return;
  }
  // A second start hands its photos to the first, and ends.
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  const asked = waitingPhotos();
  app.whenReady().then(async () => run(asked), fail).catch(fail);
}

/** What packaging asks of a packed program: a verdict in JSON, and no window. */
async function testItself(): Promise<void> {
  const { folder: _, ...host } = desktopHost(() => wordsIn('system'));
  const settings: SettingsStore = { get: () => undefined, set: () => undefined };
  const verdict = await selfTest({ ...host, settings });
  console.log(JSON.stringify(verdict));
  app.exit(verdict.ok ? 0 : 1);
}

interface WaitingPhotos {
  /** From now on `open` gets them, and those that wait at once. */
  flow(open: (paths: readonly string[]) => void): void;
}

/** A Mac says which photo to open before the program is ready. */
function waitingPhotos(): WaitingPhotos {
  // Before what was typed stands the program, and while it is developed main.js.
  const typed = (words: readonly string[]): readonly string[] => words.slice(app.isPackaged ? 1 : 2);
  const waiting = [...photosNamed(typed(process.argv), process.cwd())];
  let take = (paths: readonly string[]): void => void waiting.push(...paths);
  app.on('open-file', (event, path) => {
    event.preventDefault();
    take([path]);
  });
  app.on('second-instance', (_event, words, folder) => {
    take(photosNamed(typed(words), folder));
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  return {
    flow(open) {
      take = open;
      if (waiting.length > 0) open(waiting.splice(0));
    },
  };
}

async function run(asked: WaitingPhotos): Promise<void> {
  guardSession();
  let words = wordsIn('system');
  const host = desktopHost(() => words);
  const application = await createApplication(host);
  serveScheme(application, join(import.meta.dirname, 'renderer'));
  bindIpc(application, rememberRecent);
  const updates = packedUpdates(host.folder);
  const licences = join(import.meta.dirname, 'renderer/licences.html');
  await followLanguage(application, (language) => {
    words = wordsIn(language);
    const more = { updates, licences: existsSync(licences) ? openLicences : null };
    setMenu(words, (action) => tellWindows('menu.chosen', { action }), more);
  });
  quitPolitely(application);
  const windows = desktopStore(host.folder, 'window');
  const open = async (): Promise<BrowserWindow> => openWindow(join(import.meta.dirname, 'preload.cjs'), windows);
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open().catch(fail);
  });
  await open();
  asked.flow((paths) => {
    rememberRecent(paths);
    application.openPaths(paths).catch(fail);
  });
}

/** Null for a program that was packed without a place to get them from, and for one that is being developed. */
function packedUpdates(folder: string): Updates | null {
  const source = app.isPackaged ? readUpdateSource(process.resourcesPath) : null;
  if (source === null) return null;
  const store = desktopStore(folder, 'updates');
  const load = async (): Promise<AppUpdater> => prepareUpdater((await import('electron-updater')).default.autoUpdater, source, store);
  return new Updates(store, load, (error) => console.error(error));
}

function desktopHost(words: () => Words): Host {
  const folder = app.getPath('userData');
  return {
    kind: 'desktop',
    folder,
    modelFolders: ownModelFolders(),
    languages: app.getPreferredSystemLanguages(),
    dialogs: desktopDialogs(words, rememberRecent),
    settings: desktopStore(folder, 'config'),
    power: desktopPower(),
    startWorker: () => startWorker(join(import.meta.dirname, 'worker.js')),
    quit: () => app.quit(),
  };
}

/** Menu and dialogs speak the language of the settings, at once when they change. */
async function followLanguage(application: Application, speak: (language: unknown) => void): Promise<void> {
  const of = (settings: unknown): unknown => (settings as { readonly language?: unknown } | null)?.language;
  application.listen((name, payload) => {
    if (name === 'settings.changed') speak(of(payload));
  });
  const answer = await application.answer('settings.read', {});
  speak(answer.ok ? of(answer.value) : 'system');
}

function wordsIn(language: unknown): Words {
  return wordsFor(language === 'en' || language === 'de' ? language : 'system', app.getPreferredSystemLanguages());
}

function rememberRecent(paths: readonly string[]): void {
  for (const path of paths) app.addRecentDocument(path);
}

/** A save that is under way is finished first; then nothing is left running. */
function quitPolitely(application: Application): void {
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    application
      .close()
      .catch((error: unknown) => console.error(error))
      .finally(() => {
        closed = true;
        app.quit();
      });
  });
}

function fail(error: unknown): void {
  console.error(error);
  app.exit(1);
}
