import type { Rectangle } from '../../models/photo/photo.ts';
import { MaskRaster, type MaskTile } from '../mask/mask-raster.ts';
import type { Size, StageBox, View } from './geometry.ts';
import { stageBox } from './draw-photo.ts';
import { levelFor, tileName, tilesInSight, type TilePlace } from './levels.ts';

/** A frame has 16; the rest is for drawing. */
const paintingMs = 8;
const opacity = 0.55;

/** The mask over the photo, as tiles of colour: only what has changed in a tile is coloured again. */
export class MaskOverlay {
  readonly raster: MaskRaster;
  readonly #photo: Size;
  readonly #tiles = new Map<string, { readonly canvas: HTMLCanvasElement; readonly source: MaskTile }>();
  #colour: readonly [number, number, number] = [0, 0, 0];
  #colourName = '';
  #level = -1;

  constructor(photo: Size, raster: MaskRaster) {
    this.#photo = photo;
    this.raster = raster;
  }

  /**
   * @param part of the canvas: no tile is drawn that lies outside of it
   * @returns whether there is more to paint in a next frame
   */
  draw(context: CanvasRenderingContext2D, view: View, part: StageBox, pixelRatio: number, colour: string): boolean {
    this.#useColour(colour);
    const level = levelFor(this.#photo, view.scale, pixelRatio);
    const places = tilesInSight(this.#photo, level, { scale: view.scale, x: view.x - part.x, y: view.y - part.y }, part);
    const until = performance.now() + paintingMs;
    let more = false;
    context.imageSmoothingEnabled = true;
    for (const place of places) {
      const ready = this.raster.isReady(place) || performance.now() < until;
      const tile = ready ? this.raster.tile(place) : this.raster.peek(place);
      if (!ready) more = true;
      if (tile !== undefined) context.drawImage(this.#coloured(place, tile), ...stageBox(this.#photo, place, view, pixelRatio));
    }
    if (level !== this.#level) this.#dropOtherLevels(level);
    return more;
  }

  reload(): void {
    this.#tiles.clear();
    this.raster.reload();
  }

  #coloured(place: TilePlace, source: MaskTile): HTMLCanvasElement {
    const name = tileName(place);
    let tile = this.#tiles.get(name);
    const known = tile?.source === source;
    if (tile === undefined || !known) {
      const canvas = document.createElement('canvas');
      canvas.width = source.mask.width;
      canvas.height = source.mask.height;
      tile = { canvas, source };
      this.#tiles.set(name, tile);
    }
    const changed = MaskRaster.takeDirty(source);
    const dirty = known ? changed : { x: 0, y: 0, width: source.mask.width, height: source.mask.height };
    if (dirty !== null) paint(tile.canvas, source, dirty, this.#colour);
    return tile.canvas;
  }

  #useColour(name: string): void {
    if (name === this.#colourName) return;
    this.#colourName = name;
    this.#colour = [1, 3, 5].map((at) => Number.parseInt(name.slice(at, at + 2), 16)) as [number, number, number];
    this.#tiles.clear();
  }

  #dropOtherLevels(level: number): void {
    this.#level = level;
    for (const [name, { source }] of this.#tiles) if (source.place.level !== level) this.#tiles.delete(name);
  }
}

function paint(canvas: HTMLCanvasElement, { mask }: MaskTile, dirty: Rectangle, colour: readonly [number, number, number]): void {
  const { x, y, width, height } = dirty;
  const context = canvas.getContext('2d');
  if (context === null || width === 0 || height === 0) return;
  const image = context.createImageData(width, height);
  // One 32-bit word a pixel, little-endian: alpha, blue, green, red.
  const words = new Uint32Array(image.data.buffer);
  const tint = (colour[2] << 16) | (colour[1] << 8) | colour[0];
  for (let row = 0, to = 0; row < height; row++) {
    for (let from = (y + row) * mask.width + x, end = from + width; from < end; from++, to++) {
      const alpha = Math.round((mask.hole[from] as number) * opacity * 255);
      words[to] = (alpha << 24) | tint;
    }
  }
  context.putImageData(image, x, y);
}
