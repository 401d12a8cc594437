import type { Page } from 'playwright-core';
import { fit, type Size, toStage } from '../../renderer/canvas/geometry.ts';

export type Layer = 'photo' | 'mask' | 'tools';
export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

const layers: readonly Layer[] = ['photo', 'mask', 'tools'];

/** What one layer of the canvas shows there, in CSS pixels from its top left corner; the page's pixels are the screen's. */
export async function pixelAt(page: Page, layer: Layer, x: number, y: number): Promise<Rgba> {
  return page.evaluate(
    ([number, left, top]) => {
      const canvas = document.querySelectorAll<HTMLCanvasElement>('[role=application] canvas')[number];
      return [...(canvas?.getContext('2d')?.getImageData(left, top, 1, 1).data ?? [])] as unknown as Rgba;
    },
    [layers.indexOf(layer), Math.round(x), Math.round(y)] as const,
  );
}

/** Share of the photo's pixels in a part of the canvas that have a colour, from one side of the canvas to another, each 0 .. 1. */
export async function colourfulShare(page: Page, from: number, to: number): Promise<number> {
  return page.evaluate(
    ([left, right]) => {
      const canvas = document.querySelector<HTMLCanvasElement>('[role=application] canvas');
      if (canvas === null) return Number.NaN;
      const { width, height } = canvas;
      const { data } = canvas.getContext('2d')!.getImageData(Math.round(left * width), 0, Math.round((right - left) * width), height);
      let [colourful, all] = [0, 0];
      for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3] === 0) continue;
        all++;
        if (Math.max(Math.abs(data[i]! - data[i + 1]!), Math.abs(data[i + 1]! - data[i + 2]!)) > 6) colourful++;
      }
      return colourful / all;
    },
    [from, to] as const,
  );
}

type PlaceOf = (x: number, y: number) => { readonly x: number; readonly y: number };

/** While the whole photo is seen: a place on the page for each of its pixels. */
export async function placesOf(page: Page, photo: Size): Promise<PlaceOf> {
  const box = (await page.getByRole('application').boundingBox())!;
  const view = fit(photo, box, 28);
  return (x, y) => {
    const at = toStage(view, { x, y });
    return { x: box.x + at.x, y: box.y + at.y };
  };
}
