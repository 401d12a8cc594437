import { BrowserWindow, nativeTheme } from 'electron';
import type { SettingsStore } from '../app/host.ts';
import { pageAddress } from './scheme.ts';
import { keepWindowState, readWindowState } from './window-state.ts';

/** Opens the window where it last was, once it has something to show. @param preload path of the built preload */
export async function openWindow(preload: string, store: SettingsStore): Promise<BrowserWindow> {
  const { bounds, maximized } = readWindowState(store);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 640,
    minHeight: 480,
    show: false,
    title: 'Heirloom',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1c1a18' : '#faf7f2',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  });
  keepWindowState(window, store);
  window.once('ready-to-show', () => {
    if (maximized) window.maximize();
    window.show();
  });
  await window.loadURL(pageAddress);
  return window;
}
