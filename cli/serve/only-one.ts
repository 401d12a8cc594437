import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

/** What a second `serve` of the same folder finds: two programs must not keep the same photos. */
export type Found =
  | {
      readonly first: true;
      /** From now on a second one is given an address of this one. */
      offer(address: () => string): void;
      release(): Promise<void>;
    }
  | {
      readonly first: false;
      /** Of the one that runs; null where it could not be handed over safely. */
      readonly address: string | null;
    };

/** A socket beside the photos is held as long as this process lives, however it ends. */
export async function onlyOne(folder: string): Promise<Found> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const place = placeOf(resolve(folder));
  const told = await ask(place);
  if (told !== null) return { first: false, address: told === '' ? null : told };
  // Left behind by one that was killed.
  if (process.platform !== 'win32') await rm(place, { force: true });
  let address = (): string => '';
  const server = createServer((visitor) => {
    visitor.on('error', () => visitor.destroy());
    // On Windows every user may read from a pipe.
    visitor.end(process.platform === 'win32' ? '' : address());
  });
  // Nobody else may open it, not even for the moment before its rights could be changed.
  const mask = process.umask(0o077);
  try {
    await new Promise<void>((done, fail) => server.once('error', fail).listen(place, done));
  } finally {
    process.umask(mask);
  }
  return {
    first: true,
    offer: (given) => {
      address = given;
    },
    release: async () => new Promise((done) => void server.close(() => done())),
  };
}

function placeOf(folder: string): string {
  const name = `heirloom-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const place = join(folder, 'running.sock');
  // A socket's name may be this long, on any system.
  return Buffer.byteLength(place) < 100 ? place : join(tmpdir(), `${name}.sock`);
}

/** @returns what the one that runs says; null if none does */
async function ask(place: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect(place, () => {
      text(socket).then(resolve, () => resolve(''));
    });
    socket.on('error', () => resolve(null));
  });
}
