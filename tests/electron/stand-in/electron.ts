/**
 * A stand-in for the module `electron`, as far as electron/ uses it: windows are pages of the Chromium that npm brings. It is
 * strict about order (what Electron refuses before or after it is ready is refused here too), does what main's handlers decide
 * (navigation, new windows, permissions, requests), and isolates nothing: preload and page share one world here.
 */
import { EventEmitter } from 'node:events';
import type { Display } from 'electron';
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { listenToTest } from './control.ts';
import { dialog } from './dialog.ts';
import { ipcMain } from './ipc-main.ts';
import { Menu } from './menu.ts';
import { protocol } from './protocol.ts';
import { session } from './session.ts';
import { utilityProcess } from './utility-process.ts';

const nativeTheme = { shouldUseDarkColors: false };
const powerMonitor = Object.assign(new EventEmitter(), { isOnBatteryPower: () => false });
const screen = { getAllDisplays: (): readonly Pick<Display, 'workArea'>[] => [{ workArea: { x: 0, y: 0, width: 1600, height: 1000 } }] };
const shell = {};
const electron = { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, powerMonitor, protocol, screen, session, shell, utilityProcess };

listenToTest();

export { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, powerMonitor, protocol, screen, session, shell, utilityProcess };
export { electron as default };
