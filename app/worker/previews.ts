import { sharp } from '../../models/node/sharp.ts';
import type { Photo } from '../../models/photo/photo.ts';
import { fillSamples } from '../../models/node/samples.ts';

const leastGapMs = 250;

/** Small pictures of the denoising for the window: at most four a second; one that comes too early is left out. */
export class Previews {
  readonly #show: (seed: number, picture: string) => void;
  #lastMs = -Infinity;
  #busy = false;

  constructor(show: (seed: number, picture: string) => void) {
    this.#show = show;
  }

  /** @param preview at most 256 pixels on its long side */
  offer(seed: number, preview: Photo): void {
    const nowMs = performance.now();
    if (this.#busy || nowMs - this.#lastMs < leastGapMs) return;
    this.#lastMs = nowMs;
    this.#busy = true;
    dataUrlOf(preview)
      .then((picture) => this.#show(seed, picture))
      // A preview is no reason to stop: the next one comes soon.
      .catch(() => undefined)
      .finally(() => {
        this.#busy = false;
      });
  }
}

async function dataUrlOf(photo: Photo): Promise<string> {
  const { width, height } = photo;
  const values = new Uint8Array(width * height * 3);
  fillSamples({ width, height, channels: 3, values }, photo, undefined);
  const bytes = await sharp(values, { raw: { width, height, channels: 3 } }).jpeg({ quality: 80 }).toBuffer();
  return `data:image/jpeg;base64,${bytes.toString('base64')}`;
}
