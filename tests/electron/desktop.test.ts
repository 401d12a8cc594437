import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Page } from 'playwright-core';
import type { JobView } from '../../app/contract/job.ts';
import { en } from '../../renderer/words/en.ts';
import { writeTinyModels } from '../cli/tiny-models.ts';
import { screenshot } from '../pages/look.ts';
import { binary, startDesktop } from './electron-host.ts';
import type { Desktop } from './stand-in-host.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const home = mkdtempSync(join(tmpdir(), 'heirloom-desktop-'));
const models = join(home, 'models');
const photo = join(home, 'grandmother.png');
let desktop: Desktop;
let page: Page;

beforeAll(async () => {
  mkdirSync(models);
  await writeTinyModels(models, ['inpaint']);
  await sharp({ create: { width: 300, height: 200, channels: 3, background: { r: 120, g: 120, b: 120 } } }).png().toFile(photo);
  desktop = await startDesktop(home, models);
  page = await desktop.page();
  page.setDefaultTimeout(90_000);
});

afterAll(async () => {
  if (desktop.process.exitCode === null) await desktop.quit();
  rmSync(home, { recursive: true, force: true });
});

/** What the preload script gives the page. */
interface Exposed {
  readonly heirloom: { call(name: string, input: unknown): Promise<{ ok: boolean; value?: unknown; error?: { code: string } }> };
}

const call: Exposed['heirloom']['call'] = async (name, input) =>
  page.evaluate(([asked, given]) => (window as unknown as Exposed).heirloom.call(asked, given), [name, input] as const);

describe('the window that was opened', () => {
  test('main and preload come up in the right order, and the page speaks to the application', async () => {
    await page.getByRole('heading', { name: en.startTitle }).waitFor();
    await screenshot(page, 'desktop-start');
    expect(await call('app.describe', {})).toMatchObject({ ok: true, value: { host: 'desktop' } });
    expect(desktop.said()).toBe('');
  });

  test('it is shut in: isolated, sandboxed, without Node', async () => {
    const { webPreferences, sandboxed, permissions } = await desktop.look();
    expect(webPreferences).toMatchObject({ contextIsolation: true, sandbox: true, webSecurity: true });
    expect(webPreferences).toMatchObject({ nodeIntegration: false, webviewTag: false, allowRunningInsecureContent: false });
    if (binary === null) {
      expect(sandboxed).toBe(true);
      expect(permissions).toEqual({ media: false, geolocation: false, notifications: false, 'clipboard-read': false, openExternal: false });
    }
    const found = await page.evaluate(() => Object.keys((window as unknown as { heirloom: object }).heirloom).sort());
    expect(found).toEqual(['addTeachPhotos', 'call', 'on', 'openFiles', 'openMask', 'picturesAt']);
  });

  test('the page cannot leave, open windows or reach the network', async () => {
    await page.evaluate(() => {
      window.open('https://evil.example/popup');
      location.href = 'https://evil.example/';
    });
    if (binary === null) await expect.poll(async () => (await desktop.look()).refused).toContain('https://evil.example/');
    expect(page.url()).toMatch(/^(photo:\/\/heirloom|https:\/\/heirloom\.stand-in)\/$/);
    await expect(page.evaluate(async () => fetch('https://evil.example/'))).rejects.toThrow();
    await expect.poll(() => page.context().pages().length).toBe(1);
  });

  test('what it asks beyond the contract is refused', async () => {
    await expect(call('photos.deleteEverything', {})).rejects.toThrow('There is no call');
    expect(await call('photos.close', { photo: '../../etc/passwd' })).toMatchObject({ ok: false });
    // A file that a script made has no place on the disk.
    const forged = await page.evaluate(async () => (window as unknown as { heirloom: { openFiles(files: File[], p: () => void): Promise<unknown> } }).heirloom.openFiles([new File(['x'], '/etc/passwd')], () => undefined));
    expect(forged).toMatchObject({ ok: false, error: { code: 'photo-missing' } });
  });

  test.each(['/../main.js', '/%2e%2e/main.js', '/..%2fpreload.cjs', '/pictures/../../main.js', '/assets/%2e%2e/%2e%2e/main.js'])('its scheme serves nothing at %s', async (path) => {
    const status = await page.evaluate(async (place) => (await fetch(place)).status, path);
    // A browser tidies .. up before it asks: then it asks for /main.js, which is not there either.
    expect(status).toBe(404);
  });
});

describe('photos', () => {
  test('by the dialog, with its menu and the list of recent ones', async () => {
    await desktop.do({ do: 'choose', paths: [photo] });
    await desktop.do({ do: 'menu', id: 'open' });
    await page.getByRole('heading', { name: en.whatToDo }).waitFor();
    if (binary === null) expect((await desktop.look()).recent).toEqual([photo]);
    const thumbnail = await page.evaluate(async () => {
      const [image] = [...document.querySelectorAll('img')].filter(({ src }) => src.includes('/pictures/'));
      await image?.decode();
      return image?.naturalWidth ?? 0;
    });
    expect(thumbnail).toBe(300);
  });

  test('by a second start of the program, and by the system', async () => {
    const other = join(home, 'aunt.png');
    await sharp(photo).extract({ left: 0, top: 0, width: 100, height: 100 }).toFile(other);
    await desktop.do({ do: 'second-instance', words: ['heirloom', 'main.js', 'aunt.png', '--flag', 'nothing.png'], folder: home });
    await expect.poll(async () => ((await call('photos.list', {})).value as { name: string }[]).map(({ name }) => name)).toContain('aunt.png');
    if (binary === null) expect((await desktop.look()).recent).toEqual([photo, other]);
  });

  test('a result is saved where the person says, by the worker of the utility process', async () => {
    const [{ id }] = (await call('photos.list', {})).value as [{ id: string }];
    const marks = [{ kind: 'rectangle', from: { x: 100, y: 80 }, to: { x: 140, y: 110 } }];
    const started = await call('jobs.start', { photo: id, version: null, step: { task: 'inpaint', marks }, seeds: [1] });
    expect(started).toMatchObject({ ok: true });
    const lastJob = async (): Promise<JobView> => ((await call('jobs.list', {})).value as JobView[]).at(-1)!;
    // All of the job, so that a failure tells how far it came.
    await expect.poll(lastJob, { timeout: 160_000, interval: 250 }).toMatchObject({ state: 'done', failure: null });
    expect((await desktop.look()).workerIds).not.toEqual([]);
    const saved = join(home, 'restored.png');
    await desktop.do({ do: 'choose', paths: [saved] });
    expect(await call('results.save', { photo: id, version: (await lastJob()).versions[0], format: 'png' })).toMatchObject({ ok: true, value: { saved: true, name: 'restored.png' } });
    expect(await sharp(readFileSync(saved)).metadata()).toMatchObject({ width: 300, height: 200, format: 'png' });
  });
});

describe('the end', () => {
  test('the menu speaks the language of the settings', async () => {
    expect((await desktop.look()).menu).toContain('Open photos …');
    await call('settings.change', { language: 'de' });
    expect((await desktop.look()).menu).toContain('Fotos öffnen …');
    await call('settings.change', { language: 'en' });
  });

  test('quitting ends everything; the next start finds window and photos as they were', async () => {
    const bounds = { x: 40, y: 50, width: 900, height: 700 };
    await desktop.do({ do: 'move-window', bounds });
    const { workerIds } = await desktop.look();
    expect(await desktop.quit()).toBe(0);
    for (const pid of workerIds!) expect(() => process.kill(pid, 0)).toThrow();
    desktop = await startDesktop(home, models);
    page = await desktop.page();
    expect((await desktop.look()).bounds).toEqual(bounds);
    await expect.poll(async () => ((await call('photos.list', {})).value as { name: string }[]).map(({ name }) => name).sort()).toEqual(['aunt.png', 'grandmother.png']);
  });

  test.runIf(binary === null)('a second start, while one runs, ends at once', async () => {
    await expect(startDesktop(home, models, [photo], { STAND_IN_SECOND: '1' })).rejects.toThrow('It ended with 0');
  });
});
