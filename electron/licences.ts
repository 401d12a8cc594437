import { BrowserWindow } from 'electron';
import { pageAddress } from './scheme.ts';

/** A window with the licences of everything that is shipped: a page without scripts, which packaging writes. */
export function openLicences(): void {
  const window = new BrowserWindow({
    width: 760,
    height: 800,
    autoHideMenuBar: true,
    webPreferences: { javascript: false, sandbox: true, contextIsolation: true, nodeIntegration: false },
  });
  window.loadURL(`${pageAddress}licences.html`).catch((error: unknown) => console.error(error));
}
