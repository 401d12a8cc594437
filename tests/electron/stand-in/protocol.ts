import type { CustomScheme } from 'electron';
import { app } from './app.ts';

const schemes = new Map<string, CustomScheme>();
const handlers = new Map<string, (request: Request) => Response | Promise<Response>>();

export const protocol = {
  registerSchemesAsPrivileged(declared: readonly CustomScheme[]): void {
    app.before('registerSchemesAsPrivileged');
    for (const scheme of declared) schemes.set(scheme.scheme, scheme);
  },
  handle(scheme: string, handler: (request: Request) => Response | Promise<Response>): void {
    app.after('protocol');
    handlers.set(scheme, handler);
  },
};

export interface Answered {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** @returns null for a scheme that nobody serves: no request leaves this computer */
export async function answerRequest(url: string, method: string): Promise<Answered | null> {
  const name = url.slice(0, url.indexOf(':'));
  const handler = handlers.get(name);
  const { standard, secure } = schemes.get(name)?.privileges ?? {};
  if (handler === undefined || standard !== true || secure !== true) return null;
  // As Electron's: the address is as the page wrote it.
  const request = { url, method, headers: new Headers() } as Request;
  const response = await handler(request);
  return { status: response.status, headers: Object.fromEntries(response.headers), body: Buffer.from(await response.arrayBuffer()) };
}
