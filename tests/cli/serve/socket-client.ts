import { WebSocket } from 'ws';

export interface Client {
  send(message: unknown): void;
  sendRaw(message: string | Buffer): void;
  /** The next message that came, or will. */
  next(): Promise<unknown>;
  /** Its code. */
  readonly closed: Promise<number>;
  close(): Promise<void>;
}

export async function openSocket(port: number, path: string, headers: Record<string, string>): Promise<Client> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
  const came: unknown[] = [];
  const waiting: ((message: unknown) => void)[] = [];
  socket.on('message', (data) => {
    const message: unknown = JSON.parse((data as Buffer).toString('utf8'));
    const take = waiting.shift();
    if (take === undefined) came.push(message);
    else take(message);
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => undefined);
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    sendRaw: (message) => socket.send(message),
    next: async () => (came.length > 0 ? came.shift() : new Promise((resolve) => waiting.push(resolve))),
    closed,
    async close() {
      socket.close();
      await closed;
    },
  };
}

/** @returns the status of the refusal */
export async function refusedSocket(port: number, path: string, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_request, reply) => resolve(reply.statusCode ?? 0));
    socket.on('open', () => reject(new Error('It was let in.')));
    socket.on('error', reject);
  });
}
