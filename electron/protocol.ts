import { protocol } from 'electron';
import type { Application, Picture } from '../app/host.ts';
import { AppFailure } from '../models/failure.ts';
import { contentPolicy } from '../app/window/content-policy.ts';
import { readRendererFile } from '../app/window/renderer-file.ts';
import { pathIn, scheme } from './scheme.ts';

/** Before Electron is ready: the scheme behaves like https, with an origin of its own. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ]);
}

/** Serves the built page and the application's pictures. */
export function serveScheme(application: Application, rendererFolder: string): void {
  protocol.handle(scheme, async (request) => {
    const path = request.method === 'GET' ? pathIn(request.url) : null;
    if (path === null) return missing();
    const found = path.startsWith('/pictures/') ? await pictureOf(application, path) : await readRendererFile(rendererFolder, path);
    return found === null ? missing() : reply(found);
  });
}

/** Where the photo's file is gone or damaged there is no picture: the window says so beside the photo. */
async function pictureOf(application: Application, path: string): Promise<Picture | null> {
  return application.picture(path).catch((error: unknown) => {
    if (error instanceof AppFailure) return null;
    throw error;
  });
}

function reply({ type, bytes, fixed }: Picture): Response {
  const headers = {
    'Content-Type': type,
    'Content-Security-Policy': contentPolicy(),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': fixed ? 'private, max-age=31536000, immutable' : 'no-cache',
  };
  return new Response(new Uint8Array(bytes), { status: 200, headers });
}

function missing(): Response {
  return new Response('There is nothing at this address.', { status: 404, headers: { 'Content-Type': 'text/plain' } });
}
