import type { CropBox } from '../../app/contract/teach.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Moved by so many pixels of the photo; its middle stays within the photo. */
export function movedBox(box: CropBox, dx: number, dy: number, photo: Size): CropBox {
  return { ...box, x: within(box.x + dx, box.width, photo.width), y: within(box.y + dy, box.height, photo.height) };
}

/** Made as wide as `width`, around its middle, in the same shape. */
export function resizedBox(box: CropBox, width: number, photo: Size): CropBox {
  const factor = Math.max(16 / Math.min(box.width, box.height), width / box.width);
  const size = { width: Math.round(box.width * factor), height: Math.round(box.height * factor) };
  const [x, y] = [box.x + (box.width - size.width) / 2, box.y + (box.height - size.height) / 2];
  return movedBox({ ...size, x: Math.round(x), y: Math.round(y) }, 0, 0, photo);
}

function within(start: number, length: number, whole: number): number {
  return Math.round(Math.min(whole - length / 2, Math.max(-length / 2, start)));
}
