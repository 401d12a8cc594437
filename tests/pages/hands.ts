import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { en } from '../../renderer/words/en.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** What a person does with the window, by the names that a person sees. */
export interface Hands {
  button(name: string | RegExp): Locator;
  /** One of the large choices; its name is followed by what it does. */
  task(name: keyof typeof en.tasks): Locator;
  heading(name: string): Locator;
  /** Closes what is open first. */
  openExample(name: keyof typeof en.examples): Promise<void>;
  openFile(file: string): Promise<void>;
  closePhotos(): Promise<void>;
  /** On the photo, from and to in pixels of the screen from its middle. */
  drag(from: Point, to: Point): Promise<void>;
  /** Saves what is shown. @returns the file's pixels and what it says of itself */
  save(): Promise<{ readonly name: string; readonly bytes: Buffer }>;
}

export function handsOn(page: Page): Hands {
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
  const heading = (name: string): Locator => page.getByRole('heading', { name, exact: true });
  const close = button(/^Close .+\./);

  async function closePhotos(): Promise<void> {
    for (let left = await close.count(); left > 0; left--) {
      await close.first().click();
      await expect.poll(async () => close.count(), { timeout: 20_000 }).toBe(left - 1);
    }
    if (await heading(en.startTitle).isHidden()) await button(en.restore).click();
    await heading(en.startTitle).waitFor();
  }

  return {
    button,
    task: (name) => page.getByRole('button').filter({ hasText: en.tasks[name].line }),
    heading,
    closePhotos,
    async openExample(name) {
      await closePhotos();
      await button(en.exampleOf(en.examples[name])).click();
      await heading(en.whatToDo).waitFor();
    },
    async openFile(file) {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button(en.openPhoto).click()]);
      await chooser.setFiles(file);
      await heading(en.whatToDo).waitFor();
    },
    async drag(from, to) {
      const box = (await page.getByRole('application').boundingBox())!;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x + from.x, y + from.y);
      await page.mouse.down();
      await page.mouse.move(x + to.x, y + to.y, { steps: 8 });
      await page.mouse.up();
    },
    async save() {
      await button(en.savePhoto).click();
      await page.getByRole('dialog').waitFor();
      await page.getByRole('radio', { name: /PNG/ }).check();
      const saveNow = page.getByRole('dialog').getByRole('button', { name: en.saveNow, exact: true });
      const [download] = await Promise.all([page.waitForEvent('download'), saveNow.click()]);
      return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
    },
  };
}
