import type { IncomingMessage, ServerResponse } from 'node:http';
import { contentPolicy } from '../../app/window/content-policy.ts';

/** Headers of every answer, whatever it is. */
export function protect(request: IncomingMessage, response: ServerResponse): void {
  const { host = '' } = request.headers;
  // A browser that does not count ws: as 'self' needs its address.
  const sockets = /^[\w.:[\]]+$/.test(host) ? [`ws://${host}`] : [];
  const headers = {
    'Content-Security-Policy': contentPolicy(sockets),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), payment=()',
    'Cache-Control': 'no-store',
  };
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

export function replySentence(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${sentence}\n`);
}

export function replyJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
}

/** @param fixed never changes under its address */
export function replyBytes(response: ServerResponse, { type, bytes, fixed }: { type: string; bytes: Uint8Array; fixed: boolean }): void {
  const cache = fixed ? 'private, max-age=31536000, immutable' : 'no-cache';
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': bytes.byteLength, 'Cache-Control': cache }).end(bytes);
}
