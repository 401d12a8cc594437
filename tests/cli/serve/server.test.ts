import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startServer, type WindowServer } from '../../../cli/serve/server.ts';
import { Random } from '../../../models/random.ts';
import { ask, type Reply } from './raw-request.ts';
import { type Client, openSocket, refusedSocket } from './socket-client.ts';
import { type Telltale, telltale } from './telltale.ts';

const folder = mkdtempSync(join(tmpdir(), 'heirloom-serve-'));
const rendererFolder = join(folder, 'renderer');
const uploadFolder = join(folder, 'uploads');
const largestUploadBytes = 200_000;

let application: Telltale;
let server: WindowServer;
let cookie: string;
/** Headers of our own page. */
let ours: Record<string, string>;

beforeAll(async () => {
  mkdirSync(join(rendererFolder, 'assets'), { recursive: true });
  writeFileSync(join(rendererFolder, 'index.html'), '<!doctype html><title>Heirloom</title>');
  writeFileSync(join(rendererFolder, 'assets', 'main-abc123.js'), 'export {};');
  writeFileSync(join(rendererFolder, 'secret.key'), 'not of a kind that a page is made of');
  writeFileSync(join(folder, 'outside.html'), 'outside');
  application = telltale();
  server = await startServer({ application, rendererFolder, uploadFolder, largestUploadBytes, port: 0 });
  const entered = await ask(server.port, new URL(server.address()).pathname + new URL(server.address()).search);
  cookie = String(entered.headers['set-cookie']).split(';', 1)[0]!;
  ours = { Cookie: cookie, Origin: `http://127.0.0.1:${server.port}` };
});

beforeEach(() => {
  application.reached.length = 0;
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = async (path: string, headers: Record<string, string> = {}): Promise<Reply> =>
  ask(server.port, path, { headers: { Cookie: cookie, ...headers } });
const post = async (path: string, body: Buffer | string, headers: Record<string, string> = ours): Promise<Reply> =>
  ask(server.port, path, { method: 'POST', headers, body });

describe('who comes in', () => {
  test('the address lets one browser in, once, and leaves no token in its history', async () => {
    const { pathname, search } = new URL(server.address());
    const first = await ask(server.port, pathname + search);
    expect(first).toMatchObject({ status: 303, headers: { location: '/' } });
    expect(String(first.headers['set-cookie'])).toMatch(/^heirloom-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    expect(await ask(server.port, pathname + search)).toMatchObject({ status: 401, body: expect.stringContaining('Open the address it printed') as string });
    // Reloading it where the cookie is does no harm.
    expect(await get(pathname + search)).toMatchObject({ status: 303 });
  });

  test.each(['/', '/assets/main-abc123.js', '/pictures/fixed', '/downloads/once', '/?token=', '/?token=guessed', '/nothing'])('nothing at %s without the cookie', async (path) => {
    for (const Cookie of ['', 'heirloom=1', cookie.slice(0, -1), `${cookie}x`]) {
      expect(await ask(server.port, path, { headers: { Cookie } })).toMatchObject({ status: 401 });
    }
    expect(application.reached).toEqual([]);
  });

  test.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'localhost.evil.example', '192.168.0.4', '0.0.0.0', '[::]', '2130706433', 'localhost:99999999'])(
    'a name that somebody else points here is refused: %s',
    async (Host) => {
      expect(await get('/', { Host })).toMatchObject({ status: 421 });
      expect(await ask(server.port, new URL(server.address()).search.replace('?', '/?'), { headers: { Host } })).toMatchObject({ status: 421 });
    },
  );

  test('by its names, and through a tunnel under another port', async () => {
    for (const Host of [`127.0.0.1:${server.port}`, `localhost:${server.port}`, 'localhost:9999', '[::1]:9999']) {
      expect(await get('/', { Host, Origin: `http://${Host}` })).toMatchObject({ status: 200 });
    }
  });

  test('another page gets nothing, even in the browser that has the cookie', async () => {
    for (const Origin of ['http://evil.example', 'null', `https://127.0.0.1:${server.port}`, `http://127.0.0.1:${server.port + 1}`, `http://localhost:${server.port}`]) {
      expect(await get('/', { Origin })).toMatchObject({ status: 403 });
      expect(await post('/upload?name=a.png', 'x', { Cookie: cookie, Origin })).toMatchObject({ status: 403 });
    }
    for (const site of ['cross-site', 'same-site']) expect(await get('/pictures/fixed', { 'Sec-Fetch-Site': site })).toMatchObject({ status: 403 });
    // What changes something must say where it comes from.
    expect(await post('/upload?name=a.png', 'x', { Cookie: cookie })).toMatchObject({ status: 403 });
    expect(application.reached).toEqual([]);
    expect(readdirOf(uploadFolder)).toEqual([]);
  });

  test('only this computer can reach it', async () => {
    const others = Object.values(networkInterfaces()).flat().filter((address) => address?.family === 'IPv4' && !address.internal);
    for (const other of others) {
      const reached = await new Promise((resolve) => {
        const socket = connect({ host: other!.address, port: server.port }, () => resolve(true));
        socket.on('error', () => resolve(false));
      });
      expect(reached, other!.address).toBe(false);
    }
  });
});

describe('what is sent', () => {
  test('the page, with a policy that lets it load nothing from elsewhere', async () => {
    const { status, headers, body } = await get('/');
    expect({ status, body }).toEqual({ status: 200, body: '<!doctype html><title>Heirloom</title>' });
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'cache-control': 'no-cache',
    });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  test('refusals carry the policy too', async () => {
    expect((await get('/nothing')).headers['content-security-policy']).toContain("default-src 'none'");
    expect((await ask(server.port, '/')).headers['x-content-type-options']).toBe('nosniff');
  });

  test('what never changes is kept by the browser, and the rest is not', async () => {
    expect((await get('/assets/main-abc123.js')).headers['cache-control']).toContain('immutable');
    expect((await get('/pictures/fixed')).headers['cache-control']).toBe('private, max-age=31536000, immutable');
  });

  test.each([
    '/../outside.html', '/%2e%2e/outside.html', '/..%2foutside.html', '/%2e%2e%2foutside.html', '/assets/../../outside.html', '/assets/..%5c..%5coutside.html',
    '//outside.html', '/./index.html', '/assets//main-abc123.js', '/index.html%00.js', '/%', '/%c0%ae%c0%ae/outside.html', '/C:/outside.html', '/secret.key', '/.hidden', '/assets',
  ])('nothing at %s', async (path) => {
    expect(await get(path)).toMatchObject({ status: 404 });
  });

  test('an address that is none', async () => {
    expect(await get('http://evil.example/')).toMatchObject({ status: 400 });
    expect(await get('*')).toMatchObject({ status: 400 });
  });

  test('a saved file, as it is and under its name', async () => {
    const { status, headers, body } = await get('/downloads/once');
    expect({ status, body }).toEqual({ status: 200, body: readFileSync(join(import.meta.dirname, 'telltale.ts'), 'utf8') });
    expect(headers['content-disposition']).toBe(`attachment; filename="Gro_mutter _1912_.txt"; filename*=UTF-8''Gro%C3%9Fmutter%20%221912%22.txt`);
    expect(await get('/downloads/other')).toMatchObject({ status: 404 });
  });
});

describe('what comes in', () => {
  test('a photo', async () => {
    const reply = await post('/upload?name=aunt.jpg', Buffer.alloc(largestUploadBytes));
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.body)).toEqual({ ok: true, value: { name: 'aunt.jpg', error: { code: 'photo-unsupported', message: 'It was only counted.' } } });
    expect(application.reached).toEqual([`upload aunt.jpg ${largestUploadBytes}`]);
  });

  test.each([
    ['..%2F..%2Fetc%2Fpasswd', 'passwd'],
    ['C%3A%5Cphotos%5Caunt.jpg', 'aunt.jpg'],
    ['a%0D%0Ab%00.png', 'ab.png'],
    ['..', 'photo'],
    ['', 'photo'],
  ])('its name is a name and no place: %s', async (asked, name) => {
    await post(`/upload?name=${asked}`, 'x');
    expect(application.reached).toEqual([`upload ${name} 1`]);
  });

  test('one that is too large, whether it says so or not', async () => {
    for (const headers of [ours, { ...ours, 'Transfer-Encoding': 'chunked' }]) {
      const reply = await post('/upload?name=a.png', Buffer.alloc(largestUploadBytes + 1), headers);
      expect(reply.status).toBe(413);
      expect(JSON.parse(reply.body)).toEqual({ ok: false, error: { code: 'upload-too-large', message: expect.stringMatching(/^The file is larger than/) as string } });
    }
    expect(application.reached).toEqual([]);
    expect(readdirOf(uploadFolder)).toEqual([]);
  });

  test('one that breaks off leaves nothing', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(`POST /upload?name=a HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nOrigin: ${ours['Origin']}\r\nCookie: ${cookie}\r\nContent-Length: 1000\r\n\r\nhalf`);
    await expect.poll(() => readdirOf(uploadFolder).length).toBe(1);
    socket.destroy();
    await expect.poll(() => readdirOf(uploadFolder)).toEqual([]);
    expect(application.reached).toEqual([]);
  });

  test('a mask, for a photo that has a name', async () => {
    await post('/upload-mask?photo=abcdefghij0123456789', 'mask');
    expect(application.reached).toEqual(['mask abcdefghij0123456789 4']);
    expect(await post('/upload-mask?photo=../x', 'mask')).toMatchObject({ status: 400 });
    expect(await post('/upload-mask', 'mask')).toMatchObject({ status: 400 });
  });

  test.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH', 'POST'])('%s is nothing that Heirloom does', async (method) => {
    expect(await ask(server.port, '/', { method, headers: ours })).toMatchObject({ status: 405 });
  });
});

describe('the socket', () => {
  let client: Client;
  const open = async (headers: Record<string, string> = ours): Promise<Client> => openSocket(server.port, '/socket', headers);

  test('a call is answered under its number, and what happens is told', async () => {
    client = await open();
    client.send({ id: 7, call: 'app.describe', input: {} });
    client.send({ id: 'b', call: 'no.such' });
    expect(await client.next()).toEqual({ id: 7, answer: { ok: true, value: null } });
    expect(await client.next()).toMatchObject({ id: 'b', answer: { ok: false, error: { code: 'call-unknown' } } });
    application.tell({ theme: 'dark' });
    expect(await client.next()).toEqual({ event: 'settings.changed', payload: { theme: 'dark' } });
    await client.close();
  });

  test('strangers are refused before there is a socket', async () => {
    const origin = ours['Origin']!;
    for (const headers of [{}, { Origin: origin }, { Cookie: cookie }, { Cookie: cookie, Origin: 'http://evil.example' }, { ...ours, Host: 'evil.example' }]) {
      expect([401, 403, 421]).toContain(await refusedSocket(server.port, '/socket', headers as Record<string, string>));
    }
    expect(await refusedSocket(server.port, '/other', ours)).toBe(404);
    expect(application.reached).toEqual([]);
  });

  test('10,000 malformed messages are answered by refusals, and none reaches the application', async () => {
    client = await open();
    const random = Random.fromSeed(5);
    let answered = 0;
    for (let i = 0; i < 10_000; i++) client.sendRaw(malformed(random, i));
    while (answered < 10_000) {
      const message = (await client.next()) as { answer: { ok: boolean } };
      expect(message.answer.ok).toBe(false);
      answered++;
    }
    expect(application.reached).toEqual([]);
    client.send({ id: 1, call: 'app.describe' });
    expect(await client.next()).toMatchObject({ id: 1, answer: { ok: true } });
    await client.close();
  });

  test('a message that is far too long ends that socket only', async () => {
    const [first, second] = await Promise.all([open(), open()]);
    first.sendRaw('x'.repeat(33 * 1024 * 1024));
    expect(await first.closed).toBe(1009);
    second.send({ id: 1, call: 'app.describe' });
    expect(await second.next()).toMatchObject({ id: 1 });
    await second.close();
  });
});

test('a port that is taken is refused in a sentence', async () => {
  await expect(startServer({ application, rendererFolder, uploadFolder, largestUploadBytes, port: server.port })).rejects.toMatchObject({
    code: 'port-taken',
    message: `Port ${server.port} is in use: choose another --port, or leave it out for one that is free.`,
  });
});

test('stopping says goodbye, waits for nobody, and leaves the application to its owner', async () => {
  const own = telltale();
  const stopped = await startServer({ application: own, rendererFolder, uploadFolder, largestUploadBytes, port: 0 });
  const { pathname, search } = new URL(stopped.address());
  const entered = await ask(stopped.port, pathname + search);
  const headers = { Cookie: String(entered.headers['set-cookie']).split(';', 1)[0]!, Origin: `http://127.0.0.1:${stopped.port}` };
  const client = await openSocket(stopped.port, '/socket', headers);
  const idle = connect(stopped.port, '127.0.0.1');
  await new Promise((resolve) => idle.on('connect', resolve));
  const startMs = performance.now();
  await stopped.close();
  expect(performance.now() - startMs).toBeLessThan(2000);
  expect(await client.closed).toBe(1001);
  await expect(ask(stopped.port, '/')).rejects.toThrow('ECONNREFUSED');
  expect(own.reached).toEqual([]);
  idle.destroy();
});

/** Broken JSON, wrong shapes, wrong names, deep nests, bytes. */
function malformed(random: Random, i: number): string | Buffer {
  const noise = (length: number): string => Array.from({ length }, () => String.fromCharCode(32 + Math.floor(random.uniform() * 95))).join('');
  const kinds: readonly (() => string | Buffer)[] = [
    () => noise(40),
    () => JSON.stringify({ call: 'app.describe' }),
    () => JSON.stringify({ id: null, call: 'app.quit' }),
    () => JSON.stringify({ id: i, call: ['app.quit'] }),
    () => JSON.stringify({ id: i, call: 'app.quit\0' }),
    () => JSON.stringify({ id: i, call: '__proto__' }),
    () => JSON.stringify({ id: i, call: 'constructor', input: { __proto__: null } }),
    () => JSON.stringify({ id: 1e300, call: 'app.quit' }),
    () => JSON.stringify([{ id: i, call: 'app.quit' }]),
    () => JSON.stringify({ id: i, call: 'app.quit' }).slice(0, -1),
    () => '['.repeat(2000),
    () => '',
    () => Buffer.from(JSON.stringify({ id: i, call: 'app.quit' })),
  ];
  return kinds[i % kinds.length]!();
}

function readdirOf(place: string): string[] {
  try {
    return readdirSync(place);
  } catch {
    return [];
  }
}
