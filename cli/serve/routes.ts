import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';
import { photoId } from '../../app/contract/photos.ts';
import { teachId } from '../../app/contract/teach.ts';
import type { Answer } from '../../app/contract.ts';
import { readRendererFile } from '../../app/window/renderer-file.ts';
import { AppFailure } from '../../models/failure.ts';
import { archiveOf } from './archive.ts';
import type { Gate } from './gate.ts';
import { protect, replyBytes, replyJson, replySentence } from './reply.ts';
import type { ServerChoice } from './server.ts';
import { receiveUpload, uploadName } from './uploads.ts';

export interface Visit extends Omit<ServerChoice, 'port'> {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly gate: Gate;
}

/** Answers one request, whatever it is: never throws. */
export function answerRequest(visit: Visit): void {
  route(visit).catch((error: unknown) => {
    // Whoever asked has gone.
    if (visit.request.destroyed && !visit.request.complete) return;
    if (error instanceof AppFailure && !visit.response.headersSent) {
      // The photo's file is gone or damaged: the window says so beside the photo.
      replySentence(visit.response, 404, error.message);
      return;
    }
    console.error(error);
    if (visit.response.headersSent) visit.response.destroy();
    else replySentence(visit.response, 500, 'Heirloom made a mistake of its own: try again, and restart it if that does not help.');
  });
}

async function route(visit: Visit): Promise<void> {
  const { request, response, gate } = visit;
  protect(request, response);
  const url = addressOf(request);
  if (url === null) {
    replySentence(response, 400, 'There is no such address here.');
    return;
  }
  const token = request.method === 'GET' && url.pathname === '/' ? url.searchParams.get('token') : null;
  const refusal = token === null ? gate.refusal(request, request.method !== 'GET' && request.method !== 'HEAD') : gate.refusalAtDoor(request);
  if (refusal !== null) {
    replySentence(response, refusal.status, refusal.sentence);
    discard(request);
  } else if (token !== null) {
    letIn(visit, token);
  } else if (request.method === 'GET' || request.method === 'HEAD') {
    await show(visit, url);
  } else if (request.method === 'POST' && url.pathname === '/upload') {
    await takePhoto(visit, url);
  } else if (request.method === 'POST' && url.pathname === '/upload-mask') {
    await takeMask(visit, url);
  } else if (request.method === 'POST' && url.pathname === '/upload-teach') {
    await takeTeachPhoto(visit, url);
  } else if (request.method === 'POST' && url.pathname === '/upload-model') {
    await takeUpload(visit, async (path) => visit.application.openModelUpload(uploadName(url.searchParams.get('name')), path));
  } else {
    replySentence(response, 405, 'Heirloom does not do that.');
    discard(request);
  }
}

/** As it was sent: a URL would already have resolved `..` and hidden what was tried. */
function addressOf(request: IncomingMessage): { readonly pathname: string; readonly searchParams: URLSearchParams } | null {
  const [pathname = '', query = ''] = (request.url ?? '').split('?', 2);
  return pathname.startsWith('/') ? { pathname, searchParams: new URLSearchParams(query) } : null;
}

function letIn({ request, response, gate }: Visit, token: string): void {
  const cookie = gate.enter(token);
  if (cookie !== null) {
    response.writeHead(303, { Location: '/', 'Set-Cookie': cookie }).end();
    return;
  }
  // The same address once more, in a browser that was let in: it has its cookie.
  const refusal = gate.refusal(request, false);
  if (refusal === null) response.writeHead(303, { Location: '/' }).end();
  else replySentence(response, refusal.status, refusal.sentence);
}

async function show(visit: Visit, { pathname }: { readonly pathname: string }): Promise<void> {
  const { application, response, rendererFolder } = visit;
  if (pathname.startsWith('/downloads/')) {
    await sendDownload(visit, pathname);
    return;
  }
  const found = pathname.startsWith('/pictures/') ? await application.picture(pathname) : await readRendererFile(rendererFolder, pathname);
  if (found === null) replySentence(response, 404, 'There is nothing at this address.');
  else replyBytes(response, found);
}

async function sendDownload({ application, request, response }: Visit, place: string): Promise<void> {
  const file = request.method === 'GET' ? await application.download(place) : null;
  if (file === null) {
    replySentence(response, 404, 'This file was fetched already: save the photo again.');
    return;
  }
  response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Disposition': attachment(file.name) });
  await pipeline(file.content.kind === 'file' ? createReadStream(file.content.path) : archiveOf(file.content.paths), response);
}

/** A name for every browser: plain letters for the oldest, the real one beside it (RFC 6266). */
function attachment(name: string): string {
  const plain = name.replaceAll(/[^\w. ()-]/g, '_');
  const real = encodeURIComponent(name).replaceAll(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${real}`;
}

async function takePhoto(visit: Visit, url: { readonly searchParams: URLSearchParams }): Promise<void> {
  await takeUpload(visit, async (path) => ({ ok: true, value: await visit.application.openUpload(uploadName(url.searchParams.get('name')), path) }));
}

async function takeMask(visit: Visit, url: { readonly searchParams: URLSearchParams }): Promise<void> {
  const photo = v.safeParse(photoId, url.searchParams.get('photo'));
  if (photo.success) {
    await takeUpload(visit, async (path) => visit.application.openMask(photo.output, path));
  } else {
    replyJson(visit.response, 400, refused('photo-closed', 'This photo is no longer open: open it again.'));
    discard(visit.request);
  }
}

async function takeTeachPhoto(visit: Visit, { searchParams }: { readonly searchParams: URLSearchParams }): Promise<void> {
  const teaching = v.safeParse(teachId, searchParams.get('teaching'));
  if (teaching.success) {
    await takeUpload(visit, async (path) => visit.application.addTeachUpload(teaching.output, uploadName(searchParams.get('name')), path));
  } else {
    replyJson(visit.response, 400, refused('id-unknown', 'These photos are not being taught any more: begin anew.'));
    discard(visit.request);
  }
}

async function takeUpload(visit: Visit, open: (path: string) => Promise<unknown>): Promise<void> {
  const { request, response, uploadFolder, largestUploadBytes } = visit;
  let path: string;
  try {
    path = await receiveUpload(request, uploadFolder, largestUploadBytes);
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
    replyJson(response, error.code === 'upload-too-large' ? 413 : 507, refused(error.code, error.message));
    discard(request);
    return;
  }
  replyJson(response, 200, await open(path));
}

function refused(code: string, message: string): Answer<never> {
  return { ok: false, error: { code, message } };
}

/** A browser reads the answer only once all was sent: what still comes is let pass for a while, and not kept. */
function discard(request: IncomingMessage): void {
  const patience = setTimeout(() => request.destroy(), discardForMs);
  patience.unref();
  request.once('close', () => clearTimeout(patience));
  request.resume();
}

const discardForMs = 20_000;
