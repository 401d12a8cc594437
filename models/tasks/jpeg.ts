import { cropPhoto } from '../photo/crop.ts';
import { jpegDamage } from '../photo/jpeg-damage.ts';
import { createPhoto, type Photo, type Rectangle } from '../photo/photo.ts';
import { fromPlanar, toPlanar } from '../photo/planar.ts';
import type { Random } from '../random.ts';
import { Preview } from './preview.ts';
import type { RestoreOptions, RestoreProgress, Restorer } from './restore.ts';
import { sample } from './sample.ts';
import { settle } from './settings.ts';
import { Tally } from './tally.ts';
import type { Pair, TaskDefinition } from './task.ts';
import { noiseOf, tilesOf, type Tile } from './tiles.ts';

/** Remove what saving as a JPEG of low quality did. */
export const jpegTask: TaskDefinition = { id: 'jpeg', damage };

/** Palette's qualities: 5 to 30 (Saharia et al. 2022, section 4.4). */
function damage(photo: Photo, random: Random): Pair {
  const quality = 5 + random.integer(26);
  return { x: toPlanar(jpegDamage(photo, quality)), y0: toPlanar(photo), hole: undefined };
}

/**
 * Removes the traces of strong JPEG compression, at full resolution: nothing is resized. A photo of any size goes through
 * tile by tile, each a canvas of up to 4x4 windows, so that memory beside the photo and its result stays small.
 * @throws AppFailure 'model-unsuitable', 'cancelled', 'engine-failed'
 */
export async function* cleanJpeg(
  photo: Photo,
  restorer: Restorer,
  options: RestoreOptions = {},
): AsyncGenerator<RestoreProgress, Photo> {
  const settings = settle(restorer, options, ['jpeg']);
  const { side } = restorer.network;
  const overlap = side / 8;
  const tiles = tilesOf(photo.width, photo.height, side, overlap);
  const tally = new Tally(tiles.reduce((calls, { windows }) => calls + windows * settings.steps, 0));
  const preview = new Preview(photo);
  const clean = createPhoto(photo.width, photo.height);
  for (const tile of tiles) {
    const { box } = tile;
    const x = toPlanar(cropPhoto(photo, box));
    const scene = { x, width: box.width, height: box.height, overlap, noise: noiseOf(box, side - overlap, settings.random) };
    const inside = within(box, photo);
    const shown = { x: 0, y: 0, width: inside.width, height: inside.height };
    const piece = (y0: Float32Array): Photo => cropPhoto(fromPlanar(y0, box.width, box.height), shown);
    const y0 = yield* tally.report(sample(scene, restorer, settings), tile.windows, (estimate) => preview.show(piece(estimate), inside));
    write(clean, piece(y0), tile, overlap);
  }
  return clean;
}

function within({ x, y, width, height }: Rectangle, photo: Photo): Rectangle {
  return { x, y, width: Math.min(width, photo.width - x), height: Math.min(height, photo.height - y) };
}

/** Fades the tile in over what its neighbours at the left and above have written where they overlap. */
function write(clean: Photo, piece: Photo, { box }: Tile, overlap: number): void {
  const ramp = (start: number, at: number): number => (start === 0 ? 1 : Math.min(1, (at + 0.5) / overlap));
  for (let y = 0, from = 0; y < piece.height; y++) {
    const down = ramp(box.y, y);
    let to = ((box.y + y) * clean.width + box.x) * 3;
    for (let x = 0; x < piece.width; x++, from += 3, to += 3) {
      const share = down * ramp(box.x, x);
      for (let c = 0; c < 3; c++) {
        clean.rgb[to + c] = share * (piece.rgb[from + c] as number) + (1 - share) * (clean.rgb[to + c] as number);
      }
    }
  }
}
