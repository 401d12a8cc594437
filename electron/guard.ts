import { app, session } from 'electron';
import { isOurPage, pathIn } from './scheme.ts';

/** Whatever the page tries: it stays where it is, opens nothing, asks for nothing and reaches no network. */
export function guardContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    const stay = (event: { readonly url: string; preventDefault(): void }): void => {
      if (!isOurPage(event.url)) event.preventDefault();
    };
    contents.on('will-navigate', stay);
    contents.on('will-frame-navigate', stay);
    contents.on('will-redirect', stay);
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** Once Electron is ready. */
export function guardSession(): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
  defaultSession.webRequest.onBeforeRequest((request, decide) => decide({ cancel: !isOurs(request.url) }));
  defaultSession.on('will-download', (event) => event.preventDefault());
}

function isOurs(address: string): boolean {
  return pathIn(address) !== null || /^(?:data|blob|devtools|chrome-extension):/.test(address);
}
