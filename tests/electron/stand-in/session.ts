import { app } from './app.ts';

type Decide = (granted: boolean) => void;

class Session {
  permissionRequest: (contents: null, permission: string, decide: Decide) => void = (_contents, _permission, decide) => decide(true);
  permissionCheck: (contents: null, permission: string) => boolean = () => true;
  #beforeRequest: (request: { url: string }, decide: (answer: { cancel?: boolean }) => void) => void = (_request, decide) => decide({});
  readonly webRequest = { onBeforeRequest: (listener: typeof this.permissionRequest) => (this.#beforeRequest = listener as never) };

  setPermissionRequestHandler(handler: typeof this.permissionRequest): void {
    this.permissionRequest = handler;
  }

  setPermissionCheckHandler(handler: typeof this.permissionCheck): void {
    this.permissionCheck = handler;
  }

  setDevicePermissionHandler(): void {}
  on(): void {}

  mayRequest(url: string): boolean {
    let cancelled = false;
    this.#beforeRequest({ url }, ({ cancel }) => (cancelled = cancel === true));
    return !cancelled;
  }
}

const only = new Session();

export const session = {
  get defaultSession(): Session {
    app.after('session');
    return only;
  },
};
