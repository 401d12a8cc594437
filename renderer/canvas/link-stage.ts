import Konva from 'konva/lib/Core.js';
import { Circle } from 'konva/lib/shapes/Circle.js';
import { Line } from 'konva/lib/shapes/Line.js';
import { Rect } from 'konva/lib/shapes/Rect.js';
import type { Hint } from '../../app/contract/job.ts';
import { drawScene, type Scene } from './draw-scene.ts';
import { toStage, type ImagePoint, type Size, type StageBox, type StagePoint, type View } from './geometry.ts';

/** What lies over the photo while a tool is in the hand. */
export interface Drawn {
  readonly view: View;
  /** Circle of the brush, its radius in CSS pixels. */
  readonly brush: { readonly at: StagePoint; readonly radius: number } | null;
  readonly cross: StagePoint | null;
  readonly lasso: readonly ImagePoint[];
  readonly rectangle: readonly [ImagePoint, ImagePoint] | null;
  readonly hints: readonly Hint[];
  /** Outline of what widening will make. */
  readonly widened: readonly [ImagePoint, ImagePoint] | null;
  readonly divider: number | null;
  /** Of the canvas, in CSS pixels. */
  readonly height: number;
}

export interface Drawings {
  readonly scene: () => Scene | null;
  /** @returns whether there is more to paint in a next frame */
  readonly mask: (context: CanvasRenderingContext2D, part: StageBox) => boolean;
  readonly drawn: () => Drawn | null;
}

export interface LinkedStage {
  readonly resize: (size: Size) => void;
  readonly drawPhoto: () => void;
  readonly drawMask: () => void;
  /** Now, not in the next frame, and only there: what a hand has just painted. */
  readonly drawMaskPart: (part: StageBox) => void;
  readonly drawTools: () => void;
  readonly unlink: () => void;
}

/** The only place that knows Konva: three layers, each drawn again only when it has changed. */
export function linkStage(container: HTMLDivElement, drawings: Drawings): LinkedStage {
  const stage = new Konva.Stage({ container, width: 1, height: 1, listening: false });
  const photo = layerOf((context) => {
    const scene = drawings.scene();
    if (scene !== null) drawScene(context, scene);
  });
  const mask = layerOf((context) => {
    if (drawings.mask(context, { x: 0, y: 0, ...stage.size() })) requestAnimationFrame(() => mask.batchDraw());
  });
  const tools = new Konva.Layer({ listening: false });
  stage.add(photo, mask, tools);
  return {
    resize: ({ width, height }) => stage.size({ width, height }),
    drawPhoto: () => photo.batchDraw(),
    drawMask: () => mask.batchDraw(),
    drawMaskPart: (part) => {
      if (drawPart(mask.getContext()._context, outwards(part, stage.size()), drawings.mask)) mask.batchDraw();
    },
    drawTools: () => {
      tools.destroyChildren();
      const drawn = drawings.drawn();
      if (drawn !== null) addTools(tools, drawn);
      tools.batchDraw();
    },
    unlink: () => stage.destroy(),
  };
}

function layerOf(draw: (context: CanvasRenderingContext2D) => void): Konva.Layer {
  const layer = new Konva.Layer({ listening: false });
  layer.add(new Konva.Shape({ listening: false, perfectDrawEnabled: false, sceneFunc: (context) => draw(context._context) }));
  return layer;
}

/** Past Konva, which would clear the layer and draw all of it. */
function drawPart(context: CanvasRenderingContext2D, part: StageBox, draw: Drawings['mask']): boolean {
  const { x, y, width, height } = part;
  if (width <= 0 || height <= 0) return false;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.clearRect(x, y, width, height);
  const more = draw(context, part);
  context.restore();
  return more;
}

/** Whole pixels of the screen, or clipping would leave a seam; one more on each side, where smoothing reaches. */
function outwards({ x, y, width, height }: StageBox, stage: Size): StageBox {
  const ratio = Konva.pixelRatio;
  const left = Math.max(0, Math.floor(x * ratio - 1) / ratio);
  const top = Math.max(0, Math.floor(y * ratio - 1) / ratio);
  const right = Math.min(stage.width, Math.ceil((x + width) * ratio + 1) / ratio);
  const bottom = Math.min(stage.height, Math.ceil((y + height) * ratio + 1) / ratio);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function addTools(layer: Konva.Layer, drawn: Drawn): void {
  const { view, brush, cross, lasso, rectangle, hints, widened, divider, height } = drawn;
  const corners = (box: readonly [ImagePoint, ImagePoint]): readonly [StagePoint, StagePoint] => {
    return [toStage(view, box[0]), toStage(view, box[1])];
  };
  if (widened !== null) addDashedBox(layer, corners(widened));
  if (rectangle !== null) addDashedBox(layer, corners(rectangle));
  if (lasso.length > 1) {
    const points = lasso.flatMap((point) => {
      const { x, y } = toStage(view, point);
      return [x, y];
    });
    twice((stroke, width, dash) => layer.add(new Line({ points, stroke, strokeWidth: width, dash, lineJoin: 'round' })));
  }
  for (const { x, y, colour } of hints) {
    const at = toStage(view, { x, y });
    const shadow = { shadowColor: '#000', shadowBlur: 4, shadowOpacity: 0.5 };
    layer.add(new Circle({ ...at, radius: 11, fill: `rgb(${colour.join(' ')})`, stroke: '#fff', strokeWidth: 3, ...shadow }));
  }
  if (divider !== null) {
    layer.add(new Line({ points: [divider, 0, divider, 10_000], stroke: 'rgb(0 0 0 / 35%)', strokeWidth: 4 }));
    layer.add(new Line({ points: [divider, 0, divider, 10_000], stroke: '#fff', strokeWidth: 2 }));
    addHandle(layer, divider, height / 2);
  }
  if (brush !== null) twice((stroke, width) => layer.add(new Circle({ ...brush.at, radius: brush.radius, stroke, strokeWidth: width })));
  if (cross !== null) {
    const { x, y } = cross;
    twice((stroke, width) => {
      layer.add(new Line({ points: [x - 12, y, x + 12, y], stroke, strokeWidth: width }));
      layer.add(new Line({ points: [x, y - 12, x, y + 12], stroke, strokeWidth: width }));
    });
  }
}

/** Something to take hold of: a disc with an arrow to each side. */
function addHandle(layer: Konva.Layer, x: number, y: number): void {
  layer.add(new Circle({ x, y, radius: 22, fill: '#fff', shadowColor: '#000', shadowBlur: 8, shadowOpacity: 0.4 }));
  for (const side of [-1, 1]) {
    const points = [x + side * 6, y - 6, x + side * 12, y, x + side * 6, y + 6];
    layer.add(new Line({ points, stroke: '#5a3018', strokeWidth: 2.5, lineCap: 'round', lineJoin: 'round' }));
  }
}

function addDashedBox(layer: Konva.Layer, [a, b]: readonly [StagePoint, StagePoint]): void {
  const box = { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
  twice((stroke, strokeWidth, dash) => layer.add(new Rect({ ...box, stroke, strokeWidth, dash })));
}

/** Dark below, light above: seen on any photo. */
function twice(add: (stroke: string, width: number, dash: number[]) => void): void {
  add('rgb(20 16 12 / 85%)', 3, []);
  add('#fff', 1.5, [6, 5]);
}
