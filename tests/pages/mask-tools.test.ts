import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Mark } from '../../app/contract/marks.ts';
import { en } from '../../renderer/words/en.ts';
import { pixelAt, placesOf } from './canvas.ts';
import { openWindow, type OpenWindow, patienceMs } from './window.ts';

vi.setConfig({ testTimeout: patienceMs, hookTimeout: patienceMs });

const photo = { width: 600, height: 400 };
let open: OpenWindow;
/** A place on the page for a pixel of the photo. */
let place: (x: number, y: number) => { readonly x: number; readonly y: number };

beforeAll(async () => {
  open = await openWindow(['inpaint']);
  const file = join(open.home, 'plain.png');
  await sharp({ create: { ...photo, channels: 3, background: '#8a8a8a' } }).png().toFile(file);
  await open.hands.openFile(file);
  await open.hands.task('inpaint').click();
  place = await placesOf(open.page, photo);
});

afterAll(async () => {
  expect(open.complaints).toEqual([]);
  await open.close();
});

describe('tools for marking', () => {
  beforeEach(clear);

  test('a lasso marks what it goes around, wherever it is let go', async () => {
    await tool(en.lasso).click();
    await draw([[100, 100], [500, 100], [500, 300], [300, 200], [100, 300]]);
    const mask = await exported();
    for (const [x, y] of [[110, 110], [490, 110], [120, 270], [480, 270]] as const) expect(mask.at(x, y), `${x}, ${y}`).toBe(255);
    for (const [x, y] of [[90, 110], [300, 290], [300, 220], [510, 290]] as const) expect(mask.at(x, y), `${x}, ${y}`).toBe(0);
  });

  test('a rectangle marks its inside, drawn from whichever corner', async () => {
    await tool(en.rectangle).click();
    await draw([[400, 300], [150, 120]]);
    const mask = await exported();
    // A pixel of the screen is less than one of the photo's: its edges may lie within a pixel.
    expect(mask.marked()).toBeGreaterThan(248 * 178);
    expect(mask.marked()).toBeLessThan(252 * 182);
    expect([mask.at(153, 123), mask.at(397, 297), mask.at(147, 200), mask.at(403, 200)]).toEqual([255, 255, 0, 0]);
  });

  test('the eraser takes away what other tools have marked, and undo brings it back', async () => {
    await tool(en.rectangle).click();
    await draw([[100, 100], [500, 300]]);
    await tool(en.eraser).click();
    await draw([[300, 200], [310, 200]]);
    expect((await exported()).at(305, 200)).toBe(0);
    await tool(en.undo).click();
    expect((await exported()).at(305, 200)).toBe(255);
  });

  test('a pen that is pressed harder marks wider', async () => {
    await tool(en.brush).click();
    const pen = await open.page.context().newCDPSession(open.page);
    const touch = async (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', x: number, force: number): Promise<void> => {
      const buttons = { button: 'left', buttons: 1, clickCount: 1 } as const;
      await pen.send('Input.dispatchMouseEvent', { type, ...place(x, 200), ...buttons, pointerType: 'pen', force });
    };
    await touch('mousePressed', 100, 0.2);
    for (let x = 100; x <= 500; x += 20) await touch('mouseMoved', x, 0.2 + (0.8 * (x - 100)) / 400);
    await touch('mouseReleased', 500, 0);
    await pen.detach();
    const mask = await exported();
    const [light, middle, heavy] = [120, 300, 480].map((x) => mask.heightAt(x)) as [number, number, number];
    expect(middle).toBeGreaterThan(1.5 * light);
    expect(heavy).toBeGreaterThan(1.2 * middle);
  });

  test('paint is on the canvas before the event that brought it is over', async () => {
    await tool(en.brush).click();
    const box = (await open.page.getByRole('application').boundingBox())!;
    await open.page.evaluate(
      ([left, top]) => {
        const seen: number[] = [];
        Object.assign(globalThis, { paintSeen: seen });
        const mask = document.querySelectorAll<HTMLCanvasElement>('[role=application] canvas')[1]!.getContext('2d')!;
        document.addEventListener('pointerrawupdate', (event) => {
          const { clientX, clientY, buttons } = event as PointerEvent;
          if (buttons === 1) seen.push(mask.getImageData(clientX - left, clientY - top, 1, 1).data[3]!);
        });
      },
      [box.x, box.y] as const,
    );
    await draw([[200, 150], [260, 150], [260, 250], [400, 250]]);
    const seen = await open.page.evaluate(() => (globalThis as unknown as { paintSeen: number[] }).paintSeen);
    expect(seen.length).toBeGreaterThan(10);
    expect(Math.min(...seen)).toBeGreaterThan(100);
    // Nothing else was painted over, and nothing was left out.
    const after = place(230, 150);
    expect((await pixelAt(open.page, 'mask', after.x - box.x, after.y - box.y))[3]).toBeGreaterThan(100);
    const beside = place(230, 330);
    expect((await pixelAt(open.page, 'mask', beside.x - box.x, beside.y - box.y))[3]).toBe(0);
  });
});

test('a stroke that is being painted stays in sight while the one before is kept', async () => {
  await clear();
  await tool(en.brush).click();
  await draw([[100, 350], [200, 350]]);
  const [from, to] = [place(100, 60), place(300, 60)];
  await open.page.mouse.move(from.x, from.y);
  await open.page.mouse.down();
  await open.page.mouse.move(to.x, to.y, { steps: 4 });
  const keptAt = (): number => Math.round(kept().flatMap((mark) => (mark.kind === 'stroke' ? (mark.points[0]?.y ?? 0) : [])).at(-1) ?? 0);
  await expect.poll(keptAt, { timeout: 20_000 }).toBe(350);
  await open.page.waitForTimeout(200); // the application tells its windows just after
  const box = (await open.page.getByRole('application').boundingBox())!;
  const [first, before] = [place(110, 60), place(150, 350)];
  expect((await pixelAt(open.page, 'mask', first.x - box.x, first.y - box.y))[3]).toBeGreaterThan(100);
  await open.page.mouse.move(to.x + 50, to.y, { steps: 2 });
  for (const { x, y } of [first, before]) expect((await pixelAt(open.page, 'mask', x - box.x, y - box.y))[3]).toBeGreaterThan(100);
  await open.page.mouse.up();
});

test('marks that were saved as a picture and loaded again are the same marks', async () => {
  await clear();
  await tool(en.lasso).click();
  await draw([[60, 60], [250, 80], [120, 300]]);
  await tool(en.brush).click();
  await draw([[350, 100], [500, 330]]);
  const before = await exported();
  await clear();
  await expect.poll(async () => open.hands.button(en.tasks.inpaint.verb).isDisabled()).toBe(true);
  const [chooser] = await Promise.all([open.page.waitForEvent('filechooser'), open.hands.button(en.importMask).click()]);
  await chooser.setFiles({ name: 'marks.png', mimeType: 'image/png', buffer: before.file });
  await expect.poll(async () => open.hands.button(en.tasks.inpaint.verb).isEnabled()).toBe(true);
  const after = await exported();
  expect(after.pixels.equals(before.pixels)).toBe(true);
  // And it is seen: soft edges too.
  const box = (await open.page.getByRole('application').boundingBox())!;
  const inside = place(120, 120);
  await expect.poll(async () => (await pixelAt(open.page, 'mask', inside.x - box.x, inside.y - box.y))[3]).toBeGreaterThan(100);
});

test('every mark is kept a moment later, as it was made', async () => {
  await clear();
  await tool(en.rectangle).click();
  await draw([[100, 100], [200, 200]]);
  await expect.poll(() => kept().at(-1), { timeout: 20_000 }).toMatchObject({ kind: 'rectangle', erase: false });
});

/** In the toolbar; buttons elsewhere have names that begin alike. */
function tool(name: string): ReturnType<OpenWindow['page']['getByRole']> {
  return open.page.getByRole('toolbar').getByRole('button', { name, exact: true });
}

async function clear(): Promise<void> {
  const button = tool(en.clearMask);
  if (await button.isEnabled()) await button.click();
}

async function draw(corners: readonly (readonly [number, number])[]): Promise<void> {
  const [first, ...rest] = corners.map(([x, y]) => place(x, y));
  await open.page.mouse.move(first!.x, first!.y);
  await open.page.mouse.down();
  for (const { x, y } of rest) await open.page.mouse.move(x, y, { steps: 6 });
  await open.page.mouse.up();
}

interface Exported {
  readonly file: Buffer;
  readonly pixels: Buffer;
  at(x: number, y: number): number;
  marked(): number;
  /** Marked pixels in a column. */
  heightAt(x: number): number;
}

/** The marks as the application draws them, at the photo's size. */
async function exported(): Promise<Exported> {
  const [download] = await Promise.all([open.page.waitForEvent('download'), open.hands.button(en.exportMask).click()]);
  const file = readFileSync(await download.path());
  const { data, info } = await sharp(file).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([photo.width, photo.height]);
  const at = (x: number, y: number): number => data[y * info.width + x]!;
  const marked = data.reduce((sum, value) => sum + Number(value > 127), 0);
  return {
    file,
    pixels: data,
    at,
    marked: () => marked,
    heightAt: (x) => Array.from({ length: info.height }, (_, y) => at(x, y)).filter((value) => value > 127).length,
  };
}

/** As it lies on the disk, whole at every moment. */
function kept(): readonly Mark[] {
  const photos = join(open.home, 'serve', 'photos');
  const file = join(photos, readdirSync(photos)[0]!, 'marks.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly Mark[]) : [];
}
