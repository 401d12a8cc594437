import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { en } from '../../renderer/words/en.ts';

export interface BrushTimes {
  readonly moves: number;
  readonly p50: number;
  readonly p95: number;
  readonly undo: number;
}

/** From a pointer's event to the end of the frame that shows it, on a photo of 24 megapixels; the page shows the start page. */
export async function measureBrush(page: Page): Promise<BrushTimes> {
  const folder = mkdtempSync(join(tmpdir(), 'heirloom-brush-'));
  try {
    const file = join(folder, 'large.jpg');
    await sharp({ create: { width: 6000, height: 4000, channels: 3, background: { r: 128, g: 120, b: 110 } } }).jpeg().toFile(file);
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: en.openPhoto }).click()]);
    await chooser.setFiles(file);
    await page.getByRole('button').filter({ hasText: en.tasks.inpaint.line }).click();
    const box = (await page.getByRole('application').boundingBox())!;
    await page.evaluate(watchFrames);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let i = 1; i <= 120; i++) await page.mouse.move(x + 150 * Math.sin(i / 9), y + 120 * Math.cos(i / 7));
    await page.mouse.up();
    const times = (await page.evaluate(() => (globalThis as unknown as { strokeTimes: number[] }).strokeTimes)).sort((a, b) => a - b);
    const undo = await page.evaluate(async (name) => {
      const button = [...document.querySelectorAll('button')].find((each) => each.getAttribute('aria-label') === name);
      const startMs = performance.now();
      button?.click();
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - startMs;
    }, en.undo);
    const at = (share: number): number => times[Math.floor(share * (times.length - 1))] ?? Number.NaN;
    return { moves: times.length, p50: at(0.5), p95: at(0.95), undo };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function watchFrames(): void {
  const strokeTimes: number[] = [];
  Object.assign(globalThis, { strokeTimes });
  document.addEventListener('pointermove', ({ timeStamp }) => {
    requestAnimationFrame(() => {
      // A message comes after the frame was drawn.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => void strokeTimes.push(performance.now() - timeStamp);
      port2.postMessage(null);
    });
  });
}
