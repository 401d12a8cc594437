import type { Size, View } from './geometry.ts';
import { drawPhoto } from './draw-photo.ts';
import type { PhotoTiles } from './photo-tiles.ts';

/** A picture and where its top left corner lies, in pixels of what the view shows. */
export interface Placed {
  readonly tiles: PhotoTiles;
  readonly size: Size;
  readonly x: number;
  readonly y: number;
}

export interface Scene {
  readonly view: View;
  readonly stage: Size;
  readonly pixelRatio: number;
  readonly after: Placed;
  /** What it was made from, or the photo as it was opened. */
  readonly before: Placed | null;
  /** `hold`: only what was before. */
  readonly compare: 'none' | 'slider' | 'side' | 'hold';
  /** Share of the canvas, of the line between before and after. */
  readonly line: number;
  /** Strength of the colours for a first look: below 1 what was before is laid over, above 1 saturation is raised. */
  readonly strength: number;
  /** White where a pixel has changed, stretched over the whole picture. */
  readonly changes: ImageBitmap | null;
}

/** Draws the photo in sight, and beside or over it what it was before. */
export function drawScene(context: CanvasRenderingContext2D, scene: Scene): void {
  const { stage, before, compare } = scene;
  if (compare === 'hold' && before !== null) {
    drawPlaced(context, scene, before, scene.view);
    return;
  }
  if (compare === 'side' && before !== null) {
    const half = stage.width / 2;
    clipped(context, 0, half, stage.height, () => drawPlaced(context, scene, before, scene.view));
    clipped(context, half, stage.width, stage.height, () => drawAfter(context, scene, { ...scene.view, x: scene.view.x + half }));
    return;
  }
  if (compare === 'slider' && before !== null) {
    const at = scene.line * stage.width;
    clipped(context, 0, at, stage.height, () => drawPlaced(context, scene, before, scene.view));
    clipped(context, at, stage.width, stage.height, () => drawAfter(context, scene, scene.view));
    return;
  }
  drawAfter(context, scene, scene.view);
}

function drawAfter(context: CanvasRenderingContext2D, scene: Scene, view: View): void {
  const { after, before, strength, changes } = scene;
  context.save();
  if (strength > 1) context.filter = `saturate(${strength})`;
  drawPlaced(context, scene, after, view);
  context.restore();
  if (strength < 1 && before !== null) {
    context.save();
    context.globalAlpha = 1 - strength;
    drawPlaced(context, scene, before, view);
    context.restore();
  }
  if (changes !== null) drawChanges(context, changes, after.size, view);
}

/** The rest is dimmed, so that the changed pixels shine. */
function drawChanges(context: CanvasRenderingContext2D, changes: ImageBitmap, size: Size, view: View): void {
  context.save();
  context.fillStyle = 'rgb(10 8 6 / 60%)';
  context.fillRect(view.x, view.y, size.width * view.scale, size.height * view.scale);
  context.globalAlpha = 0.85;
  context.drawImage(changes, view.x, view.y, size.width * view.scale, size.height * view.scale);
  context.restore();
}

function drawPlaced(context: CanvasRenderingContext2D, scene: Scene, placed: Placed, view: View): void {
  const moved = { scale: view.scale, x: view.x + placed.x * view.scale, y: view.y + placed.y * view.scale };
  drawPhoto(context, placed.size, placed.tiles, moved, scene.stage, scene.pixelRatio);
}

function clipped(context: CanvasRenderingContext2D, left: number, right: number, height: number, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(left, 0, right - left, height);
  context.clip();
  draw();
  context.restore();
}
