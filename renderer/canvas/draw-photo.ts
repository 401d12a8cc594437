import { tileSide } from '../../app/contract/pictures.ts';
import type { Size, View } from './geometry.ts';
import { levelFor, levelSize, tileBox, tilesInSight, topLevel, type TilePlace } from './levels.ts';
import type { PhotoTiles } from './photo-tiles.ts';

type TileBox = readonly [x: number, y: number, width: number, height: number];

/** Draws what is in sight, coarse tiles standing in for fine ones that are still on their way, and asks for those. */
export function drawPhoto(
  context: CanvasRenderingContext2D,
  photo: Size,
  tiles: PhotoTiles,
  view: View,
  stage: Size,
  pixelRatio: number,
): void {
  const level = levelFor(photo, view.scale, pixelRatio);
  const fine = tilesInSight(photo, level, view, stage);
  const top = topLevel(photo);
  const whole = { level: top, column: 0, row: 0 };
  tiles.want([whole, ...fine]);
  // Pixels that are larger than the screen's stay squares: a retoucher wants to see them.
  context.imageSmoothingEnabled = view.scale * pixelRatio < 3;
  context.imageSmoothingQuality = 'high';
  if (fine.some((place) => tiles.get(place) === undefined)) {
    for (let coarse = top; coarse > level; coarse--) {
      for (const place of tilesInSight(photo, coarse, view, stage)) drawTile(context, photo, tiles, place, view, pixelRatio);
    }
  }
  for (const place of fine) drawTile(context, photo, tiles, place, view, pixelRatio);
}

/** The tile's place on the canvas, rounded outwards to the screen's pixels so that no seam shows between two. */
export function stageBox(photo: Size, place: TilePlace, view: View, pixelRatio: number): TileBox {
  const size = levelSize(photo, place.level);
  const box = tileBox(photo, place);
  const across = (photo.width / size.width) * view.scale;
  const down = (photo.height / size.height) * view.scale;
  const round = (value: number): number => Math.round(value * pixelRatio) / pixelRatio;
  const left = round(view.x + place.column * tileSide * across);
  const top = round(view.y + place.row * tileSide * down);
  const right = round(view.x + (box.x + box.width) * across);
  const bottom = round(view.y + (box.y + box.height) * down);
  return [left, top, right - left, bottom - top];
}

function drawTile(
  context: CanvasRenderingContext2D,
  photo: Size,
  tiles: PhotoTiles,
  place: TilePlace,
  view: View,
  pixelRatio: number,
): void {
  const tile = tiles.get(place);
  if (tile !== undefined) context.drawImage(tile, ...stageBox(photo, place, view, pixelRatio));
}
