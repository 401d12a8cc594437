import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { de } from '../../renderer/words/de.ts';
import { en } from '../../renderer/words/en.ts';
import { familyPhotos } from '../app/family-photos.ts';
import { writeTinyModels } from '../cli/tiny-models.ts';
import { launchChromium } from './chromium.ts';
import { type Hands, handsOn } from './hands.ts';
import { screenshot, seriousBarriers } from './look.ts';
import { serve, type Served } from './serve-host.ts';

/** Real networks, real processes and a real browser on a machine that may be busy. */
const patienceMs = 240_000;
vi.setConfig({ testTimeout: patienceMs, hookTimeout: patienceMs });

const home = mkdtempSync(join(tmpdir(), 'heirloom-teach-page-'));
const models = join(home, 'models');
const said = en.teach;
let photos: readonly string[];
let served: Served;
let browser: Browser;
let page: Page;
let hands: Hands;
const complaints: string[] = [];

beforeAll(async () => {
  mkdirSync(models);
  // The smallest network: it learns next to nothing, but by the same way as any other.
  [photos] = await Promise.all([familyPhotos(join(home, 'family'), 10), writeTinyModels(models, ['colorize'])]);
  [served, browser] = await Promise.all([serve(home, models), launchChromium()]);
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce' });
  context.setDefaultTimeout(patienceMs - 20_000);
  page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(served.address);
  hands = handsOn(page);
});

afterAll(async () => {
  await browser.close();
  await served.stop();
  rmSync(home, { recursive: true, force: true });
});

/** Other buttons' names hold this one's. */
function exactly(name: string): Locator {
  return page.getByRole('button', { name, exact: true });
}

async function lookAtIt(name: string): Promise<void> {
  await screenshot(page, name);
  expect(await seriousBarriers(page), name).toEqual([]);
}

test('photos are chosen and looked at', async () => {
  await hands.button(new RegExp(said.start)).click();
  await hands.heading(said.photosTitle).waitFor();
  await lookAtIt('teach-begin');
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), hands.button(said.chooseFiles).click()]);
  await chooser.setFiles([...photos]);
  await page.getByText(said.uploads(photos.length)).waitFor();
  await hands.button(said.look).click();
  await hands.heading(said.summaryTitle).waitFor();
  expect(await page.locator('dd').first().textContent()).toBe(String(photos.length));
  await lookAtIt('teach-photos');
});

test('the goal is chosen, a picture left out, the time measured', async () => {
  await hands.button(new RegExp(`^${said.next}: `)).click();
  await hands.heading(said.cropsTitle(photos.length)).waitFor();
  await lookAtIt('teach-goal');
  await hands.button(said.cropName('family-3.jpg')).click();
  await page.getByRole('dialog').waitFor();
  await page.getByRole('slider', { name: said.frame, exact: true }).press('ArrowRight');
  await lookAtIt('teach-crop');
  await hands.button(said.leaveOut).click();
  await hands.heading(said.cropsTitle(photos.length - 1)).waitFor();
  await hands.button(said.cropOut('family-3.jpg')).waitFor();
  await hands.button(said.prepare).click();
  await page.getByRole('progressbar').waitFor();
  await screenshot(page, 'teach-measuring');
  await hands.heading(said.timeTitle).waitFor();
  await page.getByRole('group', { name: said.chooseOne }).last().scrollIntoViewIfNeeded();
  await lookAtIt('teach-time');
});

test('it is taught, and judged on photos that were kept apart', async () => {
  await page.locator('summary').last().click();
  const steps = page.getByLabel(said.recipe.steps);
  await steps.fill('8');
  await steps.press('Tab');
  await hands.button(said.begin).click();
  await page.getByRole('progressbar').waitFor();
  await page.getByText(/pictures seen/).waitFor();
  await page.getByAltText(said.stripName(said.strip.now, 1)).waitFor();
  await lookAtIt('teach-training');
  await page.getByRole('meter').waitFor();
  await screenshot(page, 'teach-verdict');
  for (const kind of ['damaged', 'base', 'taught', 'truth'] as const) {
    const picture = page.getByAltText(said.pairName(said.pairs[kind], 1));
    const width = async (): Promise<number> => picture.evaluate((element) => (element as unknown as { naturalWidth: number }).naturalWidth);
    await expect.poll(width).toBeGreaterThan(0);
  }
  expect(await seriousBarriers(page)).toEqual([]);
});

test('it is kept, and offered where photos are restored', async () => {
  await page.getByLabel(said.modelName).fill('Our family');
  await exactly(said.keep).click();
  await hands.heading(said.keptTitle('Our family')).waitFor();
  await lookAtIt('teach-kept');
  await hands.button(said.restoreNow).click();
  await hands.openExample('dust-bowl-home');
  await hands.task('colorize').click();
  await expect.poll(async () => page.getByRole('combobox').locator('option').allTextContents()).toContain('Our family');
});

test('it looks well at night and in German, and goes away when it is put away', async () => {
  await exactly(en.teach.name).click();
  await page.emulateMedia({ colorScheme: 'dark' });
  await hands.button(new RegExp(said.steps.verdict)).click();
  await hands.heading(said.forgotTitle).waitFor();
  await lookAtIt('teach-verdict-dark');
  await hands.button(new RegExp(said.steps.training)).click();
  await lookAtIt('teach-training-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await hands.button(en.settings).click();
  await page.getByRole('radio', { name: 'Deutsch' }).check({ force: true });
  await exactly(de.teach.name).click();
  await lookAtIt('teach-training-german');
  await hands.button(new RegExp(de.teach.steps.library)).click();
  await hands.button(de.teach.putAway).click();
  await hands.heading(de.teach.photosTitle).waitFor();
  await lookAtIt('teach-begin-german');
  expect(complaints).toEqual([]);
});
