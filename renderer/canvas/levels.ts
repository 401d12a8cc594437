import { tileSide } from '../../app/contract/pictures.ts';
import type { Size, View } from './geometry.ts';

export interface TilePlace {
  readonly level: number;
  readonly column: number;
  readonly row: number;
}

/** The first level that fits one tile. */
export function topLevel(photo: Size): number {
  let level = 0;
  for (let { width, height } = photo; Math.max(width, height) > tileSide; level++) {
    width = Math.ceil(width / 2);
    height = Math.ceil(height / 2);
  }
  return level;
}

export function levelSize(photo: Size, level: number): Size {
  let { width, height } = photo;
  for (let i = 0; i < level; i++) {
    width = Math.ceil(width / 2);
    height = Math.ceil(height / 2);
  }
  return { width, height };
}

/** The coarsest level that still has a pixel for each of the screen's. */
export function levelFor(photo: Size, scale: number, pixelRatio: number): number {
  const wanted = Math.floor(-Math.log2(scale * pixelRatio) + 1e-9);
  return Math.min(topLevel(photo), Math.max(0, wanted));
}

/** Tiles of the level that are in sight, from the middle outwards: what is looked at comes first. */
export function tilesInSight(photo: Size, level: number, view: View, stage: Size): readonly TilePlace[] {
  const size = levelSize(photo, level);
  const across = (tileSide * photo.width * view.scale) / size.width;
  const down = (tileSide * photo.height * view.scale) / size.height;
  const [firstColumn, lastColumn] = range(view.x, across, stage.width, Math.ceil(size.width / tileSide));
  const [firstRow, lastRow] = range(view.y, down, stage.height, Math.ceil(size.height / tileSide));
  const places: TilePlace[] = [];
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) places.push({ level, column, row });
  }
  const centre = { column: (firstColumn + lastColumn) / 2, row: (firstRow + lastRow) / 2 };
  const far = (place: TilePlace): number => Math.hypot(place.column - centre.column, place.row - centre.row);
  return places.sort((a, b) => far(a) - far(b));
}

/** The tile's pixels within its level. */
export function tileBox(photo: Size, { level, column, row }: TilePlace): { readonly x: number; readonly y: number } & Size {
  const size = levelSize(photo, level);
  const x = column * tileSide;
  const y = row * tileSide;
  return { x, y, width: Math.min(tileSide, size.width - x), height: Math.min(tileSide, size.height - y) };
}

export function tileName({ level, column, row }: TilePlace): string {
  return `${level}/${column}/${row}`;
}

function range(start: number, tile: number, stage: number, count: number): readonly [number, number] {
  return [Math.max(0, Math.floor(-start / tile)), Math.min(count - 1, Math.ceil((stage - start) / tile) - 1)];
}
