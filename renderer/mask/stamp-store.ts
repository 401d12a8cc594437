import type { MaskId } from '../../app/contract/marks.ts';
import { pictures } from '../../app/contract/pictures.ts';
import type { PhotoId } from '../../app/contract/photos.ts';
import { createMask, type HoleMask } from '../../models/photo/photo.ts';
import type { Size } from '../canvas/geometry.ts';
import { tileBox, tileName, type TilePlace } from '../canvas/levels.ts';

const mostTiles = 64;

/** The pixels of kept masks (found or imported), tile by tile: fetched when first asked for. */
export class StampStore {
  readonly #photo: PhotoId;
  readonly #size: Size;
  readonly #picturesAt: string;
  readonly #arrived: () => void;
  readonly #masks = new Map<string, ImageBitmap | null>();
  readonly #tiles = new Map<string, HoleMask>();

  constructor(photo: PhotoId, size: Size, picturesAt: string, arrived: () => void) {
    this.#photo = photo;
    this.#size = size;
    this.#picturesAt = picturesAt;
    this.#arrived = arrived;
  }

  tile(mask: string, place: TilePlace): HoleMask | undefined {
    const picture = this.#masks.get(mask);
    if (picture === undefined) void this.#fetch(mask);
    if (picture === undefined || picture === null) return undefined;
    const name = `${mask}/${tileName(place)}`;
    const tile = this.#tiles.get(name) ?? this.#cut(picture, place);
    this.#tiles.set(name, tile);
    if (this.#tiles.size > mostTiles) this.#tiles.delete(this.#tiles.keys().next().value ?? '');
    return tile;
  }

  close(): void {
    for (const picture of this.#masks.values()) picture?.close();
    this.#masks.clear();
    this.#tiles.clear();
  }

  async #fetch(mask: string): Promise<void> {
    this.#masks.set(mask, null);
    const answer = await fetch(this.#picturesAt + pictures.mask(this.#photo, mask as MaskId));
    if (!answer.ok) return;
    this.#masks.set(mask, await createImageBitmap(await answer.blob()));
    this.#arrived();
  }

  #cut(picture: ImageBitmap, place: TilePlace): HoleMask {
    const box = tileBox(this.#size, place);
    const scale = 2 ** place.level;
    const canvas = new OffscreenCanvas(box.width, box.height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    const mask = createMask(box.width, box.height);
    if (context === null) return mask;
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, -box.x, -box.y, picture.width / scale, picture.height / scale);
    const { data } = context.getImageData(0, 0, box.width, box.height);
    for (let i = 0; i < mask.hole.length; i++) mask.hole[i] = (data[4 * i + 3] as number) / 255;
    return mask;
  }
}
