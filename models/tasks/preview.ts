import type { HoleMask, Photo, Rectangle } from '../photo/photo.ts';
import { createPhoto } from '../photo/photo.ts';
import { resizeMask, resizePhoto } from '../photo/resize.ts';

const longestSide = 256;

/** The photo itself if it is small, else shrunk to 256 pixels on its long side. */
export function previewOf(photo: Photo): Photo {
  const { width, height } = previewSize(photo);
  return resizePhoto(photo, width, height);
}

/** A small copy of a photo that is restored piece by piece. */
export class Preview {
  readonly #scale: number;
  readonly #photo: Photo;
  readonly #hole: Float32Array | undefined;

  /** @param mask what is restored; everything when absent */
  constructor(photo: Photo, mask?: HoleMask) {
    const { width, height } = previewSize(photo);
    this.#scale = width / photo.width;
    this.#photo = previewOf(photo);
    this.#hole = mask && resizeMask(mask, width, height).hole;
  }

  /** Draws what `box` of the photo looks like by now, at any size, over what was drawn before. */
  show(piece: Photo, box: Rectangle): Photo {
    const { width, height, rgb } = this.#photo;
    const left = Math.min(width - 1, Math.floor(box.x * this.#scale));
    const top = Math.min(height - 1, Math.floor(box.y * this.#scale));
    const right = Math.min(width, Math.max(left + 1, Math.ceil((box.x + box.width) * this.#scale)));
    const bottom = Math.min(height, Math.max(top + 1, Math.ceil((box.y + box.height) * this.#scale)));
    const small = resizePhoto(piece, right - left, bottom - top).rgb;
    for (let y = top, from = 0; y < bottom; y++) {
      for (let x = left; x < right; x++, from += 3) {
        const pixel = y * width + x;
        const share = this.#hole === undefined ? 1 : (this.#hole[pixel] as number);
        if (share === 0) continue;
        for (let c = 0; c < 3; c++) rgb[3 * pixel + c] = share * (small[from + c] as number) + (1 - share) * (rgb[3 * pixel + c] as number);
      }
    }
    return createPhoto(width, height, rgb.slice());
  }
}

function previewSize({ width, height }: Photo): { width: number; height: number } {
  const scale = Math.min(1, longestSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
