import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureBrush, type Times } from '../pages/brush.ts';
import { launchChromium } from '../pages/chromium.ts';
import { serve } from '../pages/serve-host.ts';
import type { Row } from './table.ts';

const photos = [
  { title: '24 megapixels', width: 6000, height: 4000 },
  { title: '60 megapixels', width: 10_000, height: 6000 },
] as const;
/** On a screen with 60 frames a second, with room for the clock's rounding. */
const twoFramesMs = 34;

/** How soon paint follows the pointer in a real browser, to the canvas and to the screen. */
export async function* benchBrush(): AsyncGenerator<Row> {
  const home = mkdtempSync(join(tmpdir(), 'heirloom-brush-bench-'));
  const models = join(home, 'models');
  mkdirSync(models);
  const [served, browser] = await Promise.all([serve(home, models), launchChromium()]);
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
    let address = served.address;
    for (const { title, width, height } of photos) {
      const page = await context.newPage();
      await page.goto(address);
      address = new URL('/', address).href; // the cookie lets the browser in from now on
      const { drawn, frame, shown, between, undo } = await measureBrush(page, width, height);
      yield row(`${title}: pointer's move to paint on the canvas`, drawn, 16);
      yield row('- to the next animation frame', frame);
      yield row('- to the end of that frame', shown);
      yield row('- between frames while painting', between, twoFramesMs);
      yield row('- Undo, to the end of the frame', undo, 50);
      await page.getByRole('button', { name: /^Close .+\./ }).first().click();
      await page.close();
    }
  } finally {
    await browser.close();
    await served.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

function row(what: string, { count, p50, p95 }: Times, targetMs?: number): Row {
  return {
    what,
    measured: `${p95.toFixed(1)} ms`,
    beside: `95th percentile of ${count}; median ${p50.toFixed(1)} ms`,
    ratio: undefined,
    target: targetMs === undefined ? '' : `at most ${targetMs.toFixed(0)} ms`,
    reached: targetMs === undefined ? undefined : p95 <= targetMs,
  };
}
