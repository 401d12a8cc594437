import { type Component, componentsOf } from './components.ts';
import { boxMean, thinStructures } from './thin-structures.ts';

const reach = 5;
/** Specks are told from detail only where there is hardly any. */
const mostDetail = 2.5;
const detailReach = 20;
const contrast = 40;
/** Fewer may be anything. */
const fewest = 4;
/** A photo has grain or sand rather than dust if more than this share of its smooth parts is specks. */
const mostShare = 0.01;

/** Small compact specks in the smooth parts of a photo. @param light [H*W], 0 .. 255 */
export function findDust(light: Float32Array, width: number, height: number): Component[] {
  const { bright, dark } = thinStructures(light, width, height, reach);
  return [bright, dark].flatMap((stands) => {
    const detail = boxMean(stands, width, height, detailReach);
    const standing = new Uint8Array(stands.length);
    let smooth = 0;
    for (let at = 0; at < stands.length; at++) {
      if ((detail[at] as number) > mostDetail) continue;
      smooth++;
      if ((stands[at] as number) >= contrast) standing[at] = 1;
    }
    const specks = componentsOf(standing, width, height).filter(
      ({ pixels, length, breadth }) => pixels.length >= 3 && length <= 2 * reach && length <= 3 * Math.max(1, breadth),
    );
    const covered = specks.reduce((count, { pixels }) => count + pixels.length, 0);
    return specks.length < fewest || covered > mostShare * smooth ? [] : specks;
  });
}
