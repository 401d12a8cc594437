import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Application } from '../../app/host.ts';
import { AppFailure } from '../../models/failure.ts';
import { createGate } from './gate.ts';
import { answerRequest } from './routes.ts';
import { serveSocket } from './socket.ts';

export interface ServerChoice {
  readonly application: Application;
  /** Of the built window. */
  readonly rendererFolder: string;
  /** Uploads come in here. */
  readonly uploadFolder: string;
  readonly largestUploadBytes: number;
  /** 0: one that is free. */
  readonly port: number;
}

/** The window's interface for a browser on this computer. */
export interface WindowServer {
  readonly port: number;
  /** An address that lets one browser in, once. */
  address(): string;
  /** Lets nobody in any more and says goodbye to those who are there; the application is the caller's. */
  close(): Promise<void>;
}

/** @throws AppFailure 'port-taken' */
export async function startServer({ port: wanted, ...choice }: ServerChoice): Promise<WindowServer> {
  let port = wanted;
  const gate = createGate(() => port);
  const server = createServer({ requestTimeout: slowestUploadMs }, (request, response) => {
    answerRequest({ request, response, gate, ...choice });
  });
  await listen(server, wanted);
  port = (server.address() as AddressInfo).port;
  const closeSockets = serveSocket(server, choice.application, gate);

  return {
    port,
    address: () => `http://127.0.0.1:${port}/?token=${gate.issue()}`,
    async close() {
      const ended = new Promise((resolve) => server.close(resolve));
      await closeSockets();
      server.closeAllConnections();
      await ended;
    },
  };
}

/** A large photo may come through a tunnel. */
const slowestUploadMs = 30 * 60_000;

/** Only this computer can reach a loopback address. */
async function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'EADDRINUSE' ? 'is in use' : 'cannot be had';
      reject(new AppFailure('port-taken', `Port ${port} ${reason}: choose another --port, or leave it out for one that is free.`, { cause }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
