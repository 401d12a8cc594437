import type { Mark } from '../../app/contract/marks.ts';
import type { PhotoDocument } from '../state/photo-document.svelte.ts';
import type { Brush } from '../state/brush.svelte.ts';
import { fit, fullSize, pan, pinch, resized, toImage, toStage, zoomAt } from './geometry.ts';
import type { ImagePoint, Size, StagePoint, View } from './geometry.ts';

/** A point of a stroke, with the pen's pressure where there is a pen. */
export interface PenPoint extends ImagePoint {
  readonly pressure?: number;
}

/** Where a pointer has been. */
export interface PathPoint {
  readonly at: StagePoint;
  readonly pressure: number | null;
}

type Gesture =
  | { readonly kind: 'pan'; last: StagePoint }
  | { readonly kind: 'stroke'; readonly points: PenPoint[]; readonly erase: boolean; readonly radius: number }
  | { readonly kind: 'lasso'; readonly points: ImagePoint[] }
  | { readonly kind: 'rectangle'; readonly from: ImagePoint; to: ImagePoint }
  | { readonly kind: 'pinch' }
  | { readonly kind: 'line' }
  | { readonly kind: 'hint'; readonly at: StagePoint };

/** What painting does to the picture at once, before the stroke is finished. */
export interface LivePaint {
  readonly paint: (piece: Mark) => void;
  readonly drop: () => void;
}

const key = { step: 8, longStep: 48 };

interface Held {
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** What pointers, wheel and keys do to the photo on the canvas; nothing is drawn here. */
export class CanvasControl {
  readonly document: PhotoDocument;
  readonly brush: Brush;
  readonly #live: LivePaint;
  stage = $state.raw<Size>({ width: 1, height: 1 });
  cursor = $state.raw<StagePoint | null>(null);
  /** The cursor that arrow keys move. */
  cross = $state.raw<StagePoint | null>(null);
  spaceHeld = $state(false);
  /** Lasso and rectangle while they are drawn. */
  draft = $state.raw<{ readonly kind: 'lasso' | 'rectangle'; readonly points: readonly ImagePoint[] } | null>(null);
  readonly #pointers = new Map<number, StagePoint>();
  #gesture: Gesture | null = null;

  constructor(document: PhotoDocument, brush: Brush, live: LivePaint) {
    this.document = document;
    this.brush = brush;
    this.#live = live;
  }

  get view(): View {
    return this.document.view ?? this.fitted();
  }

  /** Side by side, each half is a canvas of its own. */
  get room(): Size {
    return this.comparing === 'side' ? { width: this.stage.width / 2, height: this.stage.height } : this.stage;
  }

  get comparing(): 'none' | 'slider' | 'side' | 'hold' {
    const { document } = this;
    if (document.holding) return 'hold';
    return document.stage === 'result' ? document.compare : 'none';
  }

  get painting(): boolean {
    return this.document.paints && this.brush.tool !== 'hand' && !this.spaceHeld;
  }

  fitted(): View {
    const { left, right, top, bottom } = this.#margins();
    const { width, height } = this.document.size;
    const view = fit({ width: width + left + right, height: height + top + bottom }, this.room, 28);
    return { scale: view.scale, x: view.x + left * view.scale, y: view.y + top * view.scale };
  }

  fit(): void {
    this.document.view = null;
  }

  fullSize(): void {
    this.document.view = fullSize(this.view, this.document.size, this.room, window.devicePixelRatio);
  }

  zoom(factor: number, at: StagePoint = { x: this.room.width / 2, y: this.room.height / 2 }): void {
    this.document.view = zoomAt(this.view, this.#withinRoom(at), factor, this.document.size, this.room);
  }

  resize(size: Size): void {
    if (this.document.view !== null) this.document.view = resized(this.document.view, this.stage, size);
    this.stage = size;
  }

  wheel(at: StagePoint, dx: number, dy: number, keys: Held, pinching: boolean): void {
    if (keys.altKey || (keys.ctrlKey && !pinching && this.document.paints)) this.brush.resize(Math.exp(-dy / 400));
    else if (keys.shiftKey) this.#pan(-dy, -dx);
    else this.zoom(Math.exp(-dy / (pinching ? 80 : 400)), at);
  }

  pointerDown(id: number, at: StagePoint, button: number, pressure: number | null): void {
    this.#pointers.set(id, at);
    this.cross = null;
    if (this.#pointers.size === 2) {
      this.#dropDraft();
      this.#gesture = { kind: 'pinch' };
      return;
    }
    if (this.#gesture !== null) return;
    if (button === 1 || button === 2 || this.spaceHeld) this.#gesture = { kind: 'pan', last: at };
    else if (this.comparing === 'slider' && Math.abs(at.x - this.document.line * this.stage.width) < 28) this.#gesture = { kind: 'line' };
    else if (this.document.dots) this.#gesture = { kind: 'hint', at };
    else if (this.painting) this.#beginMark(at, pressure);
    else this.#gesture = { kind: 'pan', last: at };
  }

  pointerMove(id: number, now: StagePoint): void {
    this.cursor = now;
    const before = this.#pointers.get(id);
    if (before === undefined || this.#gesture === null) return;
    if (this.#gesture.kind === 'pinch') this.#pinch(id, now);
    this.#pointers.set(id, now);
    if (this.#gesture.kind === 'pan') {
      this.#pan(now.x - this.#gesture.last.x, now.y - this.#gesture.last.y);
      this.#gesture.last = now;
    } else if (this.#gesture.kind === 'line') this.document.line = Math.min(1, Math.max(0, now.x / this.stage.width));
    else if (this.#gesture.kind === 'hint') {
      if (Math.hypot(now.x - this.#gesture.at.x, now.y - this.#gesture.at.y) > 6) this.#gesture = { kind: 'pan', last: now };
    }
  }

  /** Apart from `pointerMove`, and often before it: paint must not wait for a frame. @param path oldest first */
  paint(id: number, path: readonly PathPoint[]): void {
    if (!this.#pointers.has(id)) return;
    for (const { at, pressure } of path) this.#extendMark(at, pressure);
  }

  pointerUp(id: number): void {
    this.#pointers.delete(id);
    if (this.#gesture?.kind === 'pinch') {
      if (this.#pointers.size === 0) this.#gesture = null;
      return;
    }
    if (this.#gesture?.kind === 'hint') this.#addHint(this.#gesture.at);
    this.#endMark();
  }

  /** The pointer was taken away by the system. */
  pointerLost(id: number): void {
    this.#pointers.delete(id);
    this.#dropDraft();
    this.#gesture = null;
  }

  /** @returns whether the key meant something here */
  keyDown(name: string, long: boolean): boolean {
    const step = long ? key.longStep : key.step;
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const move = moves[name];
    if (move !== undefined) {
      this.#moveByKey(move[0], move[1]);
      return true;
    }
    if (name === 'Escape' && this.#gesture !== null) {
      this.pointerLost(-1);
      return true;
    }
    if (name !== 'Enter' || (!this.document.paints && !this.document.dots)) return false;
    const at = (this.cross ??= { x: this.stage.width / 2, y: this.stage.height / 2 });
    if (this.document.dots) this.#addHint(at);
    else if (this.#gesture === null) this.#beginMark(at, null);
    else this.#endMark();
    return true;
  }

  /** Radius of the brush in CSS pixels. */
  get brushRadius(): number {
    return this.brush.size / 2;
  }

  #moveByKey(dx: number, dy: number): void {
    if (this.comparing === 'slider' && dy === 0) {
      this.document.line = Math.min(1, Math.max(0, this.document.line + dx / this.stage.width));
      return;
    }
    if (!this.document.dots && !this.painting) {
      this.#pan(-dx * 4, -dy * 4);
      return;
    }
    const from = this.cross ?? { x: this.stage.width / 2, y: this.stage.height / 2 };
    const at = {
      x: Math.min(this.stage.width, Math.max(0, from.x + dx)),
      y: Math.min(this.stage.height, Math.max(0, from.y + dy)),
    };
    this.cross = at;
    if (this.#gesture !== null) this.#extendMark(at, null);
  }

  #beginMark(at: StagePoint, pressure: number | null): void {
    const point = toImage(this.view, at);
    const { tool } = this.brush;
    if (tool === 'lasso') this.#gesture = { kind: 'lasso', points: [point] };
    else if (tool === 'rectangle') this.#gesture = { kind: 'rectangle', from: point, to: point };
    else {
      const radius = this.brushRadius / this.view.scale;
      const stroke = { kind: 'stroke' as const, points: [penPoint(point, pressure)], erase: tool === 'eraser', radius };
      this.#gesture = stroke;
      this.#live.paint(this.#markOf(stroke, stroke.points));
    }
  }

  #extendMark(at: StagePoint, pressure: number | null): void {
    const gesture = this.#gesture;
    const point = toImage(this.view, at);
    if (gesture?.kind === 'stroke') {
      const before = gesture.points.at(-1);
      // Closer than a third of the screen's pixel adds nothing to what is seen.
      if (before !== undefined && Math.hypot(point.x - before.x, point.y - before.y) * this.view.scale < 0.3) return;
      gesture.points.push(penPoint(point, pressure));
      this.#live.paint(this.#markOf(gesture, gesture.points.slice(-2)));
    } else if (gesture?.kind === 'lasso') {
      gesture.points.push(point);
      this.draft = { kind: 'lasso', points: [...gesture.points] };
    } else if (gesture?.kind === 'rectangle') {
      gesture.to = point;
      this.draft = { kind: 'rectangle', points: [gesture.from, point] };
    }
  }

  #endMark(): void {
    const gesture = this.#gesture;
    this.#gesture = null;
    this.draft = null;
    if (gesture?.kind === 'stroke') this.document.addMark(this.#markOf(gesture, gesture.points));
    if (gesture?.kind === 'lasso' && gesture.points.length > 2) {
      this.document.addMark({ kind: 'lasso', points: gesture.points, erase: false });
    }
    if (gesture?.kind === 'rectangle' && gesture.from !== gesture.to) {
      this.document.addMark({ kind: 'rectangle', from: gesture.from, to: gesture.to, erase: false });
    }
  }

  #dropDraft(): void {
    if (this.#gesture?.kind === 'stroke') this.#live.drop();
    this.#gesture = null;
    this.draft = null;
  }

  #markOf({ erase, radius }: { readonly erase: boolean; readonly radius: number }, points: readonly PenPoint[]): Mark {
    return { kind: 'stroke', points: [...points], radius: Math.min(10_000, radius), softness: this.brush.softness, erase };
  }

  #addHint(at: StagePoint): void {
    const { x, y } = toImage(this.view, at);
    const { width, height } = this.document.size;
    const { hints } = this.document.edits.now;
    // On a dot that is there already: take it away.
    const near = hints.find((hint) => {
      const there = toStage(this.view, hint);
      return Math.hypot(there.x - at.x, there.y - at.y) < 14;
    });
    if (near !== undefined) this.document.record({ hints: hints.filter((hint) => hint !== near) });
    else if (x >= 0 && y >= 0 && x < width && y < height) {
      const radius = Math.max(2, Math.max(width, height) / 80);
      this.document.record({ hints: [...hints, { x, y, radius, colour: [...this.brush.hint] }] });
    }
  }

  #pan(dx: number, dy: number): void {
    this.document.view = pan(this.view, dx, dy, this.document.size, this.room);
  }

  #pinch(id: number, now: StagePoint): void {
    const [one, other] = [...this.#pointers];
    if (one === undefined || other === undefined) return;
    const from = [this.#withinRoom(one[1]), this.#withinRoom(other[1])] as const;
    const to = [this.#withinRoom(one[0] === id ? now : one[1]), this.#withinRoom(other[0] === id ? now : other[1])] as const;
    this.document.view = pinch(this.view, from, to, this.document.size, this.room);
  }

  #withinRoom(at: StagePoint): StagePoint {
    return this.comparing === 'side' && at.x > this.room.width ? { x: at.x - this.room.width, y: at.y } : at;
  }

  #margins(): PhotoDocument['margins'] {
    const widening = this.document.stage === 'prepare' && this.document.task === 'uncrop';
    return widening ? this.document.margins : { left: 0, right: 0, top: 0, bottom: 0 };
  }
}

function penPoint(point: ImagePoint, pressure: number | null): PenPoint {
  return pressure === null ? { x: point.x, y: point.y } : { x: point.x, y: point.y, pressure };
}
