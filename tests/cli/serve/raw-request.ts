import { request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

/** A request as it is written here: fetch would tidy up paths and refuse to say another Host. */
export async function ask(port: number, path: string, options: Asking = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', path, method: options.method ?? 'GET', headers: options.headers, agent: false }, (reply) => {
      text(reply).then((body) => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body }), reject);
    });
    asked.on('error', reject);
    asked.end(options.body);
  });
}
