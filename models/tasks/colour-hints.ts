import { chroma } from '../photo/colour.ts';
import { createPhoto } from '../photo/photo.ts';

/** "The dress was green": a dot of colour on a photo, in its pixels. */
export interface ColourHint {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** sRGB, 0 .. 255; its light does not count. */
  readonly colour: readonly [number, number, number];
}

/** Radii over which a hint fades beyond its dot. */
const fade = 2;
/** How far the light may differ for a place to count as the same thing, of [-1, 1]. */
const sameLight = 0.15;

/**
 * Pulls colours towards hints, in place: wholly within a dot, and around it the less, the farther away a pixel is and the more
 * its light differs, so that a hint keeps to the thing it lies on. Of hints that overlap the later one wins.
 * @param colours planar [2,H,W]
 * @param light [H*W]
 */
export function applyHints(colours: Float32Array, light: Float32Array, width: number, height: number, hints: readonly ColourHint[]): void {
  for (const hint of hints) {
    const own = lightAt(hint, light, width, height);
    const [cb, cr] = chromaOf(hint);
    const reach = hint.radius * (1 + 2.2 * fade);
    for (let y = Math.max(0, Math.floor(hint.y - reach)); y < Math.min(height, hint.y + reach); y++) {
      for (let x = Math.max(0, Math.floor(hint.x - reach)); x < Math.min(width, hint.x + reach); x++) {
        const at = y * width + x;
        const beyond = Math.max(0, Math.hypot(x + 0.5 - hint.x, y + 0.5 - hint.y) / hint.radius - 1) / fade;
        const apart = ((light[at] as number) - own) / sameLight;
        const share = beyond === 0 ? 1 : Math.exp(-beyond * beyond - apart * apart);
        colours[at] = (colours[at] as number) + share * (cb - (colours[at] as number));
        const second = light.length + at;
        colours[second] = (colours[second] as number) + share * (cr - (colours[second] as number));
      }
    }
  }
}

/** The same hints on a picture of another size; a dot never becomes smaller than a pixel. */
export function scaledHints(hints: readonly ColourHint[], across: number, down: number): readonly ColourHint[] {
  const mean = (across + down) / 2;
  return hints.map(({ x, y, radius, colour }) => ({ x: x * across, y: y * down, radius: Math.max(1, radius * mean), colour }));
}

/** The mean light within the dot. */
function lightAt({ x, y, radius }: ColourHint, light: Float32Array, width: number, height: number): number {
  let sum = 0;
  let count = 0;
  for (let row = Math.max(0, Math.floor(y - radius)); row < Math.min(height, y + radius); row++) {
    for (let column = Math.max(0, Math.floor(x - radius)); column < Math.min(width, x + radius); column++) {
      if (Math.hypot(column + 0.5 - x, row + 0.5 - y) > radius) continue;
      sum += light[row * width + column] as number;
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}

function chromaOf({ colour }: ColourHint): [number, number] {
  const [cb, cr] = chroma(createPhoto(1, 1, Float32Array.from(colour, (value) => value / 127.5 - 1)));
  return [cb as number, cr as number];
}
