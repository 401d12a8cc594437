import type { Server } from 'node:http';
import * as v from 'valibot';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Answer } from '../../app/contract.ts';
import type { Application } from '../../app/host.ts';
import type { Gate } from './gate.ts';

/** A message holds one call: the longest is a mask of ten thousand strokes. */
const largestMessageBytes = 32 * 1024 * 1024;
/** A window that is this far behind is not sent further previews: the next one says more. */
const behindBytes = 1024 * 1024;

const request = v.object({
  id: v.union([v.pipe(v.number(), v.safeInteger()), v.pipe(v.string(), v.maxLength(64))]),
  call: v.pipe(v.string(), v.maxLength(64)),
  input: v.optional(v.unknown()),
});

/**
 * Binds the contract to WebSockets at /socket: `{id, call, input}` in, `{id, answer}` and `{event, payload}` out.
 * @returns what ends it
 */
export function serveSocket(server: Server, application: Application, gate: Gate): () => Promise<void> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessageBytes });

  server.on('upgrade', (incoming, stream, head) => {
    stream.on('error', () => stream.destroy());
    const refusal = incoming.url === '/socket' ? gate.refusal(incoming, true) : { status: 404, sentence: 'There is no such socket.' };
    if (refusal === null) {
      sockets.handleUpgrade(incoming, stream, head, (socket) => serve(socket, application));
    } else {
      const { status, sentence } = refusal;
      stream.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${sentence}\n`);
    }
  });

  const stopListening = application.listen((event, payload) => {
    const message = JSON.stringify({ event, payload });
    for (const socket of sockets.clients) {
      if (event !== 'jobs.preview' || socket.bufferedAmount < behindBytes) socket.send(message);
    }
  });

  return async () => {
    stopListening();
    for (const socket of sockets.clients) socket.close(1001, 'Heirloom has ended');
    await closed(sockets);
  };
}

function serve(socket: WebSocket, application: Application): void {
  // A message that is too long or broken ends this socket and nothing else.
  socket.on('error', () => socket.terminate());
  socket.on('message', (data, isBinary) => {
    const asked = isBinary ? undefined : parsed(Buffer.isBuffer(data) ? data.toString('utf8') : '');
    if (asked === undefined) {
      send(socket, null, misunderstood);
    } else {
      application.answer(asked.call, asked.input).then(
        (answer) => send(socket, asked.id, answer),
        (error: unknown) => {
          console.error(error);
          send(socket, asked.id, fault);
        },
      );
    }
  });
}

function send(socket: WebSocket, id: number | string | null, answer: Answer<unknown>): void {
  // Whoever asked may have left meanwhile; ws ignores that only with a callback.
  socket.send(JSON.stringify({ id, answer }), () => {});
}

function parsed(text: string): v.InferOutput<typeof request> | undefined {
  try {
    const result = v.safeParse(request, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

const misunderstood: Answer<never> = {
  ok: false,
  error: { code: 'call-invalid', message: 'Heirloom did not understand this page: load it anew.' },
};

const fault: Answer<never> = { ok: false, error: { code: 'fault', message: 'Heirloom made a mistake of its own: try again, and restart it if that does not help.' } };

/** A page that does not answer the goodbye is not waited for. */
async function closed(sockets: WebSocketServer): Promise<void> {
  const impatience = setTimeout(() => {
    for (const socket of sockets.clients) socket.terminate();
  }, 500);
  while (sockets.clients.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  clearTimeout(impatience);
  sockets.close();
}
