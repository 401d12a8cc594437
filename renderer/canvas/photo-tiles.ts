import { tileName, type TilePlace } from './levels.ts';

/** Half a gigabyte of decoded tiles would be 512: a screen at a time shows about thirty. */
const mostKept = 160;
const atOnce = 6;

/** The tiles of one version of a photo: fetched when first asked for, what was asked for last comes first. */
export class PhotoTiles {
  readonly #addressOf: (place: TilePlace) => string;
  readonly #loaded: () => void;
  readonly #kept = new Map<string, ImageBitmap>();
  readonly #failed = new Set<string>();
  readonly #underWay = new Map<string, HTMLImageElement>();
  #wanted: TilePlace[] = [];
  #closed = false;

  constructor(addressOf: (place: TilePlace) => string, loaded: () => void) {
    this.#addressOf = addressOf;
    this.#loaded = loaded;
  }

  get(place: TilePlace): ImageBitmap | undefined {
    const name = tileName(place);
    const tile = this.#kept.get(name);
    if (tile === undefined) return undefined;
    // The map keeps the order of use, the oldest first.
    this.#kept.delete(name);
    this.#kept.set(name, tile);
    return tile;
  }

  /** Takes the place of whatever was wanted before: tiles that went out of sight are not fetched. */
  want(places: readonly TilePlace[]): void {
    this.#wanted = places.filter((place) => {
      const name = tileName(place);
      return !this.#kept.has(name) && !this.#failed.has(name) && !this.#underWay.has(name);
    });
    this.#fetchNext();
  }

  close(): void {
    this.#closed = true;
    this.#wanted = [];
    // Lets go of what is on its way: nobody will look at it.
    for (const picture of this.#underWay.values()) picture.src = '';
    for (const tile of this.#kept.values()) tile.close();
    this.#kept.clear();
  }

  #fetchNext(): void {
    while (this.#underWay.size < atOnce) {
      const place = this.#wanted.shift();
      if (place === undefined) return;
      void this.#fetch(place);
    }
  }

  async #fetch(place: TilePlace): Promise<void> {
    const name = tileName(place);
    const picture = new Image();
    this.#underWay.set(name, picture);
    try {
      picture.src = this.#addressOf(place);
      await picture.decode();
      this.#keep(name, await createImageBitmap(picture));
    } catch {
      // A photo that was closed or lost its file: what is there already stays in sight, and its sentence is told elsewhere.
      this.#failed.add(name);
    }
    this.#underWay.delete(name);
    if (this.#closed) return;
    this.#fetchNext();
  }

  #keep(name: string, tile: ImageBitmap): void {
    if (this.#closed) {
      tile.close();
      return;
    }
    this.#kept.set(name, tile);
    for (const [oldest, old] of this.#kept) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(oldest);
      old.close();
    }
    this.#loaded();
  }
}
