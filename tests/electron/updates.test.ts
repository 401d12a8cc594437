import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configureRequestOptions, configureRequestUrl, type DownloadOptions, HttpExecutor } from 'builder-util-runtime';
import { AppImageUpdater } from 'electron-updater';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SettingsStore } from '../../app/host.ts';
import { readUpdateSource } from '../../electron/updates/update-source.ts';
import { prepareUpdater, Updates } from '../../electron/updates/updates.ts';

/** electron-updater asks by Electron's network; here by Node's: everything else of it is its own. */
class NodeExecutor extends HttpExecutor<http.ClientRequest> {
  override createRequest(options: http.RequestOptions, callback: (response: http.IncomingMessage) => void): http.ClientRequest {
    return http.request(options, callback);
  }

  /** As ElectronHttpExecutor does. */
  async download(url: URL, destination: string, options: DownloadOptions): Promise<string> {
    return options.cancellationToken.createPromise<string>((resolve, reject, onCancel) => {
      const request: http.RequestOptions = { headers: { ...options.headers } };
      configureRequestUrl(url, request);
      configureRequestOptions(request);
      const callback = (error: Error | null): void => (error instanceof Error ? reject(error) : resolve(destination));
      this.doDownload(request, { destination, options, onCancel, callback, responseHandler: null }, 0);
    });
  }
}

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const installer = randomBytes(300_000);

let folder: string;
let host: { readonly url: string; readonly asked: string[]; close(): void; cutAt: number | null };
let store: SettingsStore & { readonly kept: Record<string, unknown> };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heirloom-updates-'));
  writeFileSync(join(folder, 'Heirloom.AppImage'), 'version 1.0.0');
  vi.stubEnv('APPIMAGE', join(folder, 'Heirloom.AppImage'));
  const kept: Record<string, unknown> = {};
  store = { kept, get: (key) => kept[key], set: (values) => void Object.assign(kept, values) };
  host = await startHost(folder);
});

afterEach(() => {
  host.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Any static host: it gives what lies in a folder, and knows nothing. */
async function startHost(root: string): Promise<typeof host> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url ?? '', 'http://host').pathname.slice(1));
    asked.push(name);
    const file = join(root, 'host', name);
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const bytes = readFileSync(file);
    response.writeHead(200, { 'Content-Length': bytes.length });
    if (started.cutAt === null || bytes.length < 1000) response.end(bytes);
    else response.write(bytes.subarray(0, started.cutAt), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  const started: typeof host = { url: `http://127.0.0.1:${port}`, asked, cutAt: null, close };
  return started;
}

interface Release {
  readonly version?: string;
  readonly issued?: string;
  readonly url?: string;
  readonly stagingPercentage?: number;
}

/** Puts a release on the host, as build/packaging/describe-update.ts signs it. */
function release({ version = '1.1.0', issued = '2026-02-01T00:00:00.000Z', url = 'Heirloom.AppImage', stagingPercentage }: Release): void {
  mkdirSync(join(folder, 'host'), { recursive: true });
  writeFileSync(join(folder, 'host/Heirloom.AppImage'), installer);
  const sha512 = createHash('sha512').update(installer).digest('base64');
  const files = [{ url, sha512, size: installer.length }];
  const text = JSON.stringify({ version, files, releaseDate: issued, issued, stagingPercentage });
  const name = `latest-linux${process.arch === 'x64' ? '' : `-${process.arch}`}.yml`;
  writeFileSync(join(folder, 'host', name), text);
  writeFileSync(join(folder, 'host', `${name}.sig`), sign(null, Buffer.from(text), privateKey).toString('base64'));
}

function changeDescription(change: (text: string) => string): void {
  const [name] = readdirSync(join(folder, 'host')).filter((file) => file.endsWith('.yml'));
  const file = join(folder, 'host', name!);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/** A program of version 1.0.0 whose person has said yes, or nothing yet. */
function updates(allowed: boolean, log: unknown[] = []): Updates {
  writeFileSync(join(folder, 'app-update.yml'), JSON.stringify({ provider: 'generic', url: host.url, publicKey: pem, updaterCacheDirName: 'heirloom-updater' }));
  const source = readUpdateSource(folder)!;
  const load = async (): Promise<AppImageUpdater> => {
    const updater = new AppImageUpdater(null, {
      version: '1.0.0', name: 'heirloom', isPackaged: true,
      appUpdateConfigPath: join(folder, 'app-update.yml'), userDataPath: folder,
      baseCachePath: join(folder, 'cache'), whenReady: async () => Promise.resolve(),
      relaunch: () => undefined, quit: () => undefined, onQuit: () => undefined,
    });
    Object.assign(updater, { httpExecutor: new NodeExecutor() });
    updater.on('error', () => undefined);
    return Promise.resolve(prepareUpdater(updater, source, store) as AppImageUpdater);
  };
  // Set without `allow`, which would look at once.
  const made = new Updates(store, load, (error) => log.push(error));
  if (allowed) store.set({ allowed: true });
  return made;
}

const fetched = (): string[] => {
  const pending = join(folder, 'cache/heirloom-updater/pending');
  return existsSync(pending) ? readdirSync(pending).filter((name) => name.endsWith('.AppImage') && !name.startsWith('temp-')) : [];
};

describe('updates', () => {
  test('until a person says yes nobody is asked anything', async () => {
    release({});
    const none = updates(false);
    expect(none.allowed).toBe(false);
    expect(await none.look()).toBeNull();
    expect(host.asked).toEqual([]);
  });

  test('saying yes looks at once; a newer version is fetched as it was signed', async () => {
    release({});
    const log: unknown[] = [];
    updates(false, log).allow(true);
    await expect.poll(fetched, { timeout: 20_000 }).toHaveLength(1);
    expect(log).toEqual([]);
    expect(readFileSync(join(folder, 'cache/heirloom-updater/pending', fetched()[0]!)).equals(installer)).toBe(true);
    expect(host.asked.filter((name) => name.endsWith('.sig'))).toHaveLength(1);
  });

  test('a description that somebody has changed is refused before anything is fetched', async () => {
    release({});
    changeDescription((text) => text.replace('1.1.0', '1.2.0'));
    await expect(updates(true).look()).rejects.toMatchObject({ code: 'update-refused' });
    expect(host.asked).not.toContain('Heirloom.AppImage');
  });

  test('a signed description without its signature, or by somebody else, is refused', async () => {
    release({});
    const [name] = readdirSync(join(folder, 'host')).filter((file) => file.endsWith('.sig'));
    const stranger = generateKeyPairSync('ed25519').privateKey;
    const text = readFileSync(join(folder, 'host', name!.replace('.sig', '')));
    writeFileSync(join(folder, 'host', name!), sign(null, text, stranger).toString('base64'));
    await expect(updates(true).look()).rejects.toMatchObject({ code: 'update-refused' });
    rmSync(join(folder, 'host', name!));
    await expect(updates(true).look()).rejects.toThrow();
  });

  test('a file that somebody has changed is refused', async () => {
    release({});
    const other = Buffer.from(installer);
    other[1000] = other[1000]! ^ 1;
    writeFileSync(join(folder, 'host/Heirloom.AppImage'), other);
    await expect(updates(true).look()).rejects.toThrow(/sha512 checksum mismatch/);
    expect(fetched()).toEqual([]);
  });

  test('a download that breaks off is thrown away; the next one is whole', async () => {
    release({});
    host.cutAt = 100_000;
    const cut = updates(true);
    await expect(cut.look()).rejects.toThrow();
    expect(fetched()).toEqual([]);
    host.cutAt = null;
    expect(await cut.look()).toBe('1.1.0');
    expect(fetched()).toHaveLength(1);
  });

  test('a release is taken back by describing an older version; nobody brings back what was replaced', async () => {
    release({ version: '0.9.0', issued: '2026-03-01T00:00:00.000Z' });
    expect(await updates(true).look()).toBe('0.9.0');
    release({ version: '1.1.0', issued: '2026-02-01T00:00:00.000Z' });
    await expect(updates(true).look()).rejects.toMatchObject({ code: 'update-refused' });
  });

  test('a release for none of those who ask is not fetched; one for all is', async () => {
    release({ stagingPercentage: 0 });
    expect(await updates(true).look()).toBeNull();
    release({ stagingPercentage: 100 });
    expect(await updates(true).look()).toBe('1.1.0');
  });

  test('a description may not name another place', async () => {
    release({ url: '../Heirloom.AppImage' });
    await expect(updates(true).look()).rejects.toMatchObject({ code: 'update-refused' });
  });
});

test('a program that was packed without a source has no updates; one without encryption is none', () => {
  expect(readUpdateSource(join(folder, 'nowhere'))).toBeNull();
  writeFileSync(join(folder, 'app-update.yml'), JSON.stringify({ url: 'http://updates.example', publicKey: pem }));
  expect(readUpdateSource(folder)).toBeNull();
});
