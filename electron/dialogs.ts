import { BrowserWindow, dialog, type OpenDialogOptions } from 'electron';
import type { Dialogs } from '../app/host.ts';
import { photoEndings, writtenEndings } from '../models/node/photo-formats.ts';
import type { Words } from './words.ts';

/** The system's own dialogs, in front of the window. @param words in the person's language, asked anew each time */
export function desktopDialogs(words: () => Words, opened: (paths: readonly string[]) => void): Dialogs {
  const choose = async (options: OpenDialogOptions): Promise<readonly string[]> => {
    const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
    const { canceled, filePaths } = await (window === undefined ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options));
    return canceled ? [] : filePaths;
  };
  return {
    async choosePhotos() {
      const { choosePhotos, photos, allFiles } = words();
      const filters = [{ name: photos, extensions: photoExtensions }, { name: allFiles, extensions: ['*'] }];
      const paths = await choose({ title: choosePhotos, properties: ['openFile', 'multiSelections'], filters });
      opened(paths);
      return paths;
    },
    async chooseFolders() {
      return choose({ title: words().chooseFolders, properties: ['openDirectory', 'multiSelections'] });
    },
    async chooseMask() {
      const { chooseMask, photos } = words();
      const [path] = await choose({ title: chooseMask, properties: ['openFile'], filters: [{ name: photos, extensions: photoExtensions }] });
      return path ?? null;
    },
    async chooseModel() {
      const [path] = await choose({ title: words().chooseModel, properties: ['openDirectory'] });
      return path ?? null;
    },
    async chooseModelFile() {
      const [path] = await choose({ title: words().chooseModelFile, properties: ['openFile'] });
      return path ?? null;
    },
    async saveModelAs(suggestedName) {
      const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
      const options = { title: words().saveModelAs, defaultPath: suggestedName };
      const { canceled, filePath } = await (window === undefined ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options));
      return canceled || filePath === '' ? null : filePath;
    },
    async saveAs(suggestedName, format) {
      const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
      const options = {
        title: words().saveAs,
        defaultPath: suggestedName,
        filters: [{ name: format.toUpperCase(), extensions: writtenEndings[format].map(withoutDot) }],
      };
      const { canceled, filePath } = await (window === undefined ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options));
      return canceled || filePath === '' ? null : filePath;
    },
  };
}

/** Dialogs name endings without their dot. */
const withoutDot = (ending: string): string => ending.slice(1);
const photoExtensions = [...photoEndings].map(withoutDot);
