import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { en } from '../../renderer/words/en.ts';
import { pixelAt } from './canvas.ts';
import { handsOn } from './hands.ts';
import { openWindow, type OpenWindow, patienceMs } from './window.ts';

vi.setConfig({ testTimeout: patienceMs, hookTimeout: patienceMs });

/** A disk of its own, small enough to be filled. Only root may make one; elsewhere an ordinary folder, and the full disk is left out. */
const home = mkdtempSync(join(tmpdir(), 'heirloom-disk-'));
const ownDisk = mount();
let open: OpenWindow;

beforeAll(async () => {
  open = await openWindow(['colorize', 'inpaint'], {}, home);
  const file = join(tmpdir(), `heirloom-trouble-${process.pid}.png`);
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 20 };
  await sharp({ create: { width: 300, height: 300, channels: 3, background: 'black', noise } }).greyscale().png().toFile(file);
  await open.hands.openFile(file);
  rmSync(file);
});

afterAll(async () => {
  await open.close();
  if (ownDisk) execFileSync('umount', [home]);
  rmSync(home, { recursive: true, force: true });
});

describe('a photo whose file goes away while it is open', () => {
  test('is a sentence beside it, and works again when the file is back', async () => {
    const file = photoFile();
    renameSync(file, `${file}.away`);
    await open.hands.task('colorize').click();
    await open.hands.button(en.tasks.colorize.verb).click();
    await open.page.getByRole('alert').filter({ hasText: 'is no longer where it was' }).waitFor();
    await open.page.getByText(en.photoMissing).waitFor();
    renameSync(`${file}.away`, file);
    await open.hands.button(en.tasks.colorize.verb).click();
    await open.hands.heading(en.result).waitFor();
    await expect.poll(async () => open.page.getByText(en.photoMissing).count()).toBe(0);
  });

  test('what was made of it can still be saved', async () => {
    const file = photoFile();
    renameSync(file, `${file}.away`);
    const { bytes } = await open.hands.save();
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 300, height: 300, format: 'png' });
    await open.page.getByText('could not be compared with the original').waitFor();
    renameSync(`${file}.away`, file);
  });
});

describe.runIf(ownDisk)('a disk that is full', () => {
  test('at a save is one sentence; the result is still there, and is saved once there is room', async () => {
    fill();
    await open.hands.button(en.savePhoto).click();
    const dialog = open.page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /PNG/ }).check();
    await dialog.getByRole('button', { name: en.saveNow, exact: true }).click();
    await open.page.getByText('there is no room left').first().waitFor();
    await open.page.keyboard.press('Escape');
    await open.hands.heading(en.result).waitFor();
    makeRoom();
    const { bytes } = await open.hands.save();
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 300, height: 300 });
  });

  test('while marks are kept is one sentence, and they are kept once there is room', async () => {
    await open.hands.button(en.goOn).click();
    await open.hands.task('inpaint').click();
    fill();
    await open.hands.drag({ x: -60, y: -60 }, { x: 60, y: -60 });
    await open.page.getByText('there is no room left').first().waitFor();
    makeRoom();
    const kept = (): boolean => readdirSync(folderOfPhoto()).includes('marks.json');
    await expect.poll(kept, { timeout: 30_000 }).toBe(true);
  });
});

describe('two windows with one photo', () => {
  let second: Page;

  test('what is marked in one is marked in the other, and can be taken back there', async () => {
    await toFill(open.page);
    await handsOn(open.page).drag({ x: 0, y: 20 }, { x: 40, y: 20 });
    second = await open.another();
    await toFill(second);
    const [here, there] = [undoOf(open.page), undoOf(second)];
    await handsOn(second).drag({ x: 0, y: 80 }, { x: 40, y: 80 });
    const { width, height } = (await open.page.getByRole('application').boundingBox())!;
    const seenHere = async (): Promise<number> => (await pixelAt(open.page, 'mask', width / 2 + 20, height / 2 + 80))[3];
    await expect.poll(seenHere, { timeout: 20_000 }).toBeGreaterThan(100);
    await open.hands.button(en.clearMask).click();
    await expect.poll(async () => handsOn(second).button(en.tasks.inpaint.verb).isDisabled(), { timeout: 20_000 }).toBe(true);
    await there.click();
    await expect.poll(async () => open.hands.button(en.tasks.inpaint.verb).isEnabled(), { timeout: 20_000 }).toBe(true);
    expect(await here.isEnabled()).toBe(true);
  });

  test('a job that one of them starts is seen by both, and so is its result', async () => {
    await open.hands.button(en.tasks.inpaint.verb).click();
    for (const page of [open.page, second]) await handsOn(page).heading(en.result).waitFor();
  });

  test('closed in one, it is closed in the other, and its window says what to do next', async () => {
    await handsOn(second).closePhotos();
    await open.hands.heading(en.startTitle).waitFor();
  });
});

async function toFill(page: Page): Promise<void> {
  const hands = handsOn(page);
  const verb = hands.button(en.tasks.inpaint.verb);
  if (await verb.isVisible()) return;
  if (await hands.button(en.goOn).isVisible()) await hands.button(en.goOn).click();
  await hands.task('inpaint').or(verb).first().waitFor();
  if (!(await verb.isVisible())) await hands.task('inpaint').click();
}

function undoOf(page: Page): ReturnType<Page['getByRole']> {
  return page.getByRole('toolbar').getByRole('button', { name: en.undo, exact: true });
}

function folderOfPhoto(): string {
  const photos = join(home, 'serve', 'photos');
  return join(photos, readdirSync(photos)[0]!);
}

function photoFile(): string {
  return join(folderOfPhoto(), 'photo.png');
}

function mount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'none', home], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** To the last page. */
function fill(): void {
  const file = openSync(join(home, 'filler'), 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(4096));
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
  } finally {
    closeSync(file);
  }
}

function makeRoom(): void {
  rmSync(join(home, 'filler'));
}
