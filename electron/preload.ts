import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Bridge } from '../app/contract/bridge.ts';
import { callNames, eventNames } from '../app/contract.ts';
import { channels } from './channels.ts';

/**
 * The one thing that the page finds of Electron: calls and events of the contract, by name, and files that a person dropped. Their
 * places never reach the page; a file that the page made up itself has none.
 */
const bridge: Bridge = {
  call: async (name, input) => {
    if (!callNames.includes(name)) throw new Error(`There is no call ${name}.`);
    return ipcRenderer.invoke(channels.call, name, input) as never;
  },
  on: (name, listener) => {
    if (!eventNames.includes(name)) throw new Error(`There is no event ${name}.`);
    const receive = (_event: unknown, told: string, payload: unknown): void => {
      if (told === name) listener(payload as never);
    };
    ipcRenderer.on(channels.event, receive);
    return () => ipcRenderer.off(channels.event, receive);
  },
  openFiles: async (files, progress) => {
    const paths = files.map((file) => webUtils.getPathForFile(file));
    const answer = (await ipcRenderer.invoke(channels.openPaths, paths)) as never;
    progress(files.length, files.length);
    return answer;
  },
  addTeachPhotos: async (teaching, files, progress) => {
    const paths = files.map((file) => webUtils.getPathForFile(file));
    const answer = (await ipcRenderer.invoke(channels.teachPaths, teaching, paths)) as never;
    progress(files.length, files.length);
    return answer;
  },
  openMask: async (photo, file) => ipcRenderer.invoke(channels.openMask, photo, webUtils.getPathForFile(file)) as never,
  // The page and the pictures have one origin, photo://heirloom.
  picturesAt: '',
};

contextBridge.exposeInMainWorld('heirloom', bridge);
