import { BrowserWindow, ipcMain, type IpcMainInvokeEvent } from 'electron';
import * as v from 'valibot';
import type { Answer, EventName, Payload } from '../app/contract.ts';
import { photoId } from '../app/contract/photos.ts';
import { teachId } from '../app/contract/teach.ts';
import type { Application } from '../app/host.ts';
import { channels } from './channels.ts';
import { isOurPage } from './scheme.ts';

const path = v.pipe(v.string(), v.minLength(1), v.maxLength(32_768));
const paths = v.pipe(v.array(path), v.maxLength(10_000));

/**
 * Lets our own page, and nobody else, talk to the application.
 * @param opened told of photos that were dropped, for the list of recent ones
 */
export function bindIpc(application: Application, opened: (paths: readonly string[]) => void): void {
  handle(channels.call, async (name, input) => application.answer(String(name), input));
  handle(channels.openPaths, async (raw) => {
    const parsed = v.safeParse(paths, raw);
    if (!parsed.success) return placeless;
    opened(parsed.output);
    return { ok: true, value: await application.openPaths(parsed.output) };
  });
  handle(channels.openMask, async (photo, raw) => {
    const parsed = v.safeParse(v.strictTuple([photoId, path]), [photo, raw]);
    return parsed.success ? application.openMask(...parsed.output) : placeless;
  });
  handle(channels.teachPaths, async (teaching, raw) => {
    const parsed = v.safeParse(v.strictTuple([teachId, paths]), [teaching, raw]);
    return parsed.success ? application.addTeachPaths(...parsed.output) : placeless;
  });
  application.listen(tellWindows);
}

/** Tells every window, as the application does. */
export function tellWindows<Name extends EventName>(name: Name, payload: Payload<Name>): void;
export function tellWindows(name: EventName, payload: unknown): void;
export function tellWindows(name: EventName, payload: unknown): void {
  for (const window of BrowserWindow.getAllWindows()) {
    if (!window.isDestroyed()) window.webContents.send(channels.event, name, payload);
  }
}

function handle(channel: string, answer: (...raw: readonly unknown[]) => Promise<Answer<unknown>>): void {
  ipcMain.handle(channel, async (event: IpcMainInvokeEvent, ...raw: readonly unknown[]) => {
    const { senderFrame } = event;
    const trusted = senderFrame !== null && senderFrame.parent === null && isOurPage(senderFrame.url);
    return trusted ? answer(...raw) : stranger;
  });
}

const stranger: Answer<never> = { ok: false, error: { code: 'sender-unknown', message: 'Another page tried to use Heirloom, and was refused.' } };

const placeless: Answer<never> = {
  ok: false,
  error: { code: 'photo-missing', message: 'That is no file on this computer: save it in a folder first, then open it from there.' },
};
