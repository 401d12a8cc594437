import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { en } from '../../renderer/words/en.ts';

const strokes = 6;
const movesPerStroke = 120;
/** Mice tell of their moves 125 to 1000 times a second, whatever the screen does. */
const moveEveryMs = 5;

/** Milliseconds. */
export interface Times {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
}

export interface BrushTimes {
  /** From a pointer's event to the end of the call that has drawn its paint on the canvas. */
  readonly drawn: Times;
  /** From the same event to the next animation frame: on average half a frame is spent waiting for the screen. */
  readonly frame: Times;
  /** To the first message after that frame: what was drawn has been handed to the screen. */
  readonly shown: Times;
  /** From one frame to the next, while painting. */
  readonly between: Times;
  /** From the click on Undo to the first message after the frame without the stroke. */
  readonly undo: Times;
}

/** Strokes, and as many times Undo, on a photo of one colour; the page shows the start page. Everything counts, the first moves too. */
export async function measureBrush(page: Page, width: number, height: number): Promise<BrushTimes> {
  const folder = mkdtempSync(join(tmpdir(), 'heirloom-brush-'));
  try {
    const file = join(folder, 'large.jpg');
    await sharp({ create: { width, height, channels: 3, background: { r: 128, g: 120, b: 110 } } }).jpeg().toFile(file);
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: en.openPhoto }).click()]);
    await chooser.setFiles(file);
    await page.getByRole('button').filter({ hasText: en.tasks.inpaint.line }).click();
    await page.waitForLoadState('networkidle');
    await page.evaluate(watchPointer);
    for (let i = 0; i < strokes; i++) await paint(page, i);
    await page.evaluate(undoAll, { name: en.undo, times: strokes });
    const measured = await page.evaluate(() => (globalThis as unknown as Watched).brushTimes);
    const { drawn, frame, shown, between, undo } = measured;
    return { drawn: summary(drawn), frame: summary(frame), shown: summary(shown), between: summary(between), undo: summary(undo) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function paint(page: Page, i: number): Promise<void> {
  const box = (await page.getByRole('application').boundingBox())!;
  const [x, y] = [box.x + box.width / 2 + 8 * i, box.y + box.height / 2];
  await page.mouse.move(x, y + 120);
  await page.mouse.down();
  const moves: Promise<void>[] = [];
  for (let move = 1; move <= movesPerStroke; move++) {
    moves.push(page.mouse.move(x + 150 * Math.sin(move / 9), y + 120 * Math.cos(move / 7)));
    await new Promise((resolve) => setTimeout(resolve, moveEveryMs));
  }
  await Promise.all(moves);
  await page.mouse.up();
}

interface Watched {
  readonly brushTimes: Readonly<Record<keyof BrushTimes, number[]>>;
}

/** In the page. Its listeners come after the window's own, which have drawn by then. */
function watchPointer(): void {
  const times: Watched['brushTimes'] = { drawn: [], frame: [], shown: [], between: [], undo: [] };
  Object.assign(globalThis, { brushTimes: times });
  let pressed = false;
  let lastFrame: number | null = null;
  document.addEventListener('pointerdown', () => (pressed = true));
  document.addEventListener('pointerup', () => {
    pressed = false;
    lastFrame = null;
  });
  document.addEventListener('pointerrawupdate', ({ timeStamp }) => {
    if (!pressed) return;
    times.drawn.push(performance.now() - timeStamp);
    requestAnimationFrame((now) => {
      times.frame.push(performance.now() - timeStamp);
      if (pressed && lastFrame !== null && now > lastFrame) times.between.push(now - lastFrame);
      lastFrame = now;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => void times.shown.push(performance.now() - timeStamp);
      port2.postMessage(null);
    });
  });
}

/** In the page. */
async function undoAll({ name, times }: { readonly name: string; readonly times: number }): Promise<void> {
  const button = [...document.querySelectorAll('button')].find((each) => each.getAttribute('aria-label') === name);
  for (let i = 0; i < times; i++) {
    const startMs = performance.now();
    button?.click();
    await new Promise<void>((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve();
        port2.postMessage(null);
      });
    });
    (globalThis as unknown as Watched).brushTimes.undo.push(performance.now() - startMs);
  }
}

function summary(times: readonly number[]): Times {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95) };
}
