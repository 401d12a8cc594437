import { join } from 'node:path';
import type { CDPSession } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { en } from '../../renderer/words/en.ts';
import { colourfulShare, pixelAt } from './canvas.ts';
import { openWindow, type OpenWindow, patienceMs } from './window.ts';

vi.setConfig({ testTimeout: patienceMs, hookTimeout: patienceMs });

let open: OpenWindow;
let fingers: CDPSession;

beforeAll(async () => {
  open = await openWindow(['colorize', 'inpaint'], { hasTouch: true });
  fingers = await open.page.context().newCDPSession(open.page);
});

afterAll(async () => {
  expect(open.complaints).toEqual([]);
  await open.close();
});

describe('two fingers', () => {
  test('zoom into what lies under them, and leave no mark behind', async () => {
    await open.hands.openExample('march-pastoral');
    await open.hands.task('inpaint').click();
    const before = await percent();
    const middle = await middleOfCanvas();
    const spread = async (apart: number): Promise<void> => {
      const touchPoints = [-1, 1].map((side) => ({ x: middle.x + 80 + side * apart, y: middle.y - 40, id: side + 1 }));
      await fingers.send('Input.dispatchTouchEvent', { type: apart === 40 ? 'touchStart' : 'touchMove', touchPoints });
    };
    // One finger comes down a moment before the other, and would have begun a stroke.
    const first = { x: middle.x + 40, y: middle.y - 40, id: 0 };
    await fingers.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [first] });
    for (const apart of [40, 60, 90, 120]) await spread(apart);
    await fingers.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    const now = await percent();
    expect(now / before).toBeGreaterThan(2.8);
    expect(now / before).toBeLessThan(3.2);
    expect(await open.hands.button(en.tasks.inpaint.verb).isDisabled()).toBe(true);
    await open.hands.button(en.fitView).click();
    expect(await percent()).toBe(before);
  });
});

describe('a result beside what it was', () => {
  test('is made of a photo without colour', async () => {
    const file = join(open.home, 'grey.png');
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 20 };
    await sharp({ create: { width: 300, height: 300, channels: 3, background: 'black', noise } }).greyscale().png().toFile(file);
    await open.hands.closePhotos();
    await open.hands.openFile(file);
    await open.hands.task('colorize').click();
    await open.hands.button(en.tasks.colorize.verb).click();
    await open.hands.heading(en.result).waitFor();
  });

  test('side by side: grey on the left, coloured on the right, each whole and as large', async () => {
    await open.hands.button(en.compareSide).click();
    await expect.poll(async () => colourfulShare(open.page, 0.5, 1)).toBeGreaterThan(0.2);
    expect(await colourfulShare(open.page, 0, 0.5)).toBe(0);
    const { width, height } = (await open.page.getByRole('application').boundingBox())!;
    for (const x of [0.25, 0.75]) expect((await pixelAt(open.page, 'photo', x * width, height / 2))[3]).toBe(255);
    await open.page.keyboard.press('s');
    await expect.poll(async () => colourfulShare(open.page, 0, 0.5)).toBeGreaterThan(0.2);
  });

  test('held, only the original is seen; let go, the result is back', async () => {
    const hold = open.hands.button(en.holdOriginal);
    await hold.hover();
    await open.page.mouse.down();
    await expect.poll(async () => colourfulShare(open.page, 0, 1)).toBe(0);
    await open.page.mouse.up();
    await expect.poll(async () => colourfulShare(open.page, 0, 1)).toBeGreaterThan(0.2);
    // By the keyboard too.
    await hold.focus();
    await open.page.keyboard.down(' ');
    await expect.poll(async () => colourfulShare(open.page, 0, 1)).toBe(0);
    await open.page.keyboard.up(' ');
    await expect.poll(async () => colourfulShare(open.page, 0, 1)).toBeGreaterThan(0.2);
  });
});

test('60 megapixels: opened, seen to the pixel, painted on without losing a move', async () => {
  const [width, height] = [10_000, 6000];
  const file = join(open.home, 'huge.png');
  // Squares of a hundred pixels, dark and light by turns: their edges tell whether every pixel is seen.
  const squares = Buffer.from(Array.from({ length: 100 * 60 }, (_, i) => ((i % 100) + Math.floor(i / 100)) % 2 === 0 ? 60 : 200));
  await sharp(squares, { raw: { width: 100, height: 60, channels: 1 } }).resize(width, height, { kernel: 'nearest' }).png({ compressionLevel: 1 }).toFile(file);
  await open.hands.closePhotos();
  await open.hands.openFile(file);
  await open.hands.task('inpaint').click();
  await open.page.getByRole('application').focus();
  await open.page.keyboard.press('1');
  expect(await percent()).toBe(100);
  // The middle of the photo is the corner of four squares, and lies in the middle of the canvas.
  const box = (await open.page.getByRole('application').boundingBox())!;
  const around = async (dx: number, dy: number): Promise<number> => (await pixelAt(open.page, 'photo', box.width / 2 + dx, box.height / 2 + dy))[0];
  const corners = async (): Promise<readonly number[]> => Promise.all([around(-3, -3), around(2, -3), around(-3, 2), around(2, 2)]);
  await expect.poll(corners, { timeout: 120_000 }).toEqual([60, 200, 200, 60]);
  const moves = 60;
  const middle = await middleOfCanvas();
  await open.page.mouse.move(middle.x - 200, middle.y);
  await open.page.mouse.down();
  for (let i = 1; i <= moves; i++) await open.page.mouse.move(middle.x - 200 + 6 * i, middle.y + 60 * Math.sin(i / 5));
  await open.page.mouse.up();
  for (const i of [0, 1, 20, 40, 60]) {
    const seen = await pixelAt(open.page, 'mask', box.width / 2 - 200 + 6 * i, box.height / 2 + 60 * Math.sin(i / 5));
    expect(seen[3], `move ${i}`).toBeGreaterThan(100);
  }
  await open.hands.button(en.undo).click();
  await expect.poll(async () => (await pixelAt(open.page, 'mask', box.width / 2 - 200, box.height / 2))[3]).toBe(0);
});

async function percent(): Promise<number> {
  return Number.parseInt((await open.hands.button(en.fullSize).textContent())!);
}

async function middleOfCanvas(): Promise<{ readonly x: number; readonly y: number }> {
  const box = (await open.page.getByRole('application').boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
