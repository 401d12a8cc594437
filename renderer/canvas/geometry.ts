/** Pixels of the photo; the first pixel's centre is (0.5, 0.5). */
export interface ImagePoint {
  readonly x: number;
  readonly y: number;
  readonly space?: 'image';
}

/** CSS pixels from the top left corner of the canvas. */
export interface StagePoint {
  readonly x: number;
  readonly y: number;
  readonly space?: 'stage';
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A part of the canvas, in CSS pixels. */
export interface StageBox extends Size {
  readonly x: number;
  readonly y: number;
}

/** Where the photo lies on the canvas: `scale` CSS pixels for one of its own, its top left corner at (x, y). */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

type Fingers = readonly [StagePoint, StagePoint];

/** A pixel may fill at most this many. */
const largestScale = 32;
/** At least this much of the photo stays in sight, in CSS pixels. */
const keptInSight = 64;

export function toImage(view: View, at: StagePoint): ImagePoint {
  return { x: (at.x - view.x) / view.scale, y: (at.y - view.y) / view.scale };
}

export function toStage(view: View, at: ImagePoint): StagePoint {
  return { x: at.x * view.scale + view.x, y: at.y * view.scale + view.y };
}

/** The part of the canvas that shows what lies between two corners of the photo's pixels. */
export function boxOnStage(view: View, { left, top, right, bottom }: Readonly<Record<'left' | 'top' | 'right' | 'bottom', number>>): StageBox {
  const { x, y } = toStage(view, { x: left, y: top });
  return { x, y, width: (right - left) * view.scale, height: (bottom - top) * view.scale };
}

/** The whole photo in the middle of the canvas; a small photo is not blown up beyond `largest`. */
export function fit(photo: Size, stage: Size, margin = 24, largest = 2): View {
  const room = { width: Math.max(1, stage.width - 2 * margin), height: Math.max(1, stage.height - 2 * margin) };
  return centred(photo, stage, Math.min(room.width / photo.width, room.height / photo.height, largest));
}

/** One pixel of the photo is one of the screen's, `at` staying where it is. */
export function fullSize(view: View, photo: Size, stage: Size, pixelRatio: number): View {
  return zoomAt(view, { x: stage.width / 2, y: stage.height / 2 }, 1 / pixelRatio / view.scale, photo, stage);
}

/** Zooms by `factor`; what lies under `at` stays there. */
export function zoomAt(view: View, at: StagePoint, factor: number, photo: Size, stage: Size): View {
  const smallest = Math.min(fit(photo, stage).scale, 1) / 4;
  const scale = Math.min(largestScale, Math.max(smallest, view.scale * factor));
  const image = toImage(view, at);
  return keepInSight({ scale, x: at.x - image.x * scale, y: at.y - image.y * scale }, photo, stage);
}

export function pan(view: View, dx: number, dy: number, photo: Size, stage: Size): View {
  return keepInSight({ scale: view.scale, x: view.x + dx, y: view.y + dy }, photo, stage);
}

/** Two fingers: what was under each of them stays under it, as far as zooming and moving can. */
export function pinch(view: View, from: Fingers, to: Fingers, photo: Size, stage: Size): View {
  const before = distance(from[0], from[1]);
  if (before < 1) return view;
  const middleBefore = middle(from[0], from[1]);
  const middleNow = middle(to[0], to[1]);
  const moved = pan(view, middleNow.x - middleBefore.x, middleNow.y - middleBefore.y, photo, stage);
  return zoomAt(moved, middleNow, distance(to[0], to[1]) / before, photo, stage);
}

/** The canvas has changed its size: what was in its middle stays there. */
export function resized(view: View, before: Size, now: Size): View {
  return { ...view, x: view.x + (now.width - before.width) / 2, y: view.y + (now.height - before.height) / 2 };
}

function distance(a: { readonly x: number; readonly y: number }, b: { readonly x: number; readonly y: number }): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function middle(a: StagePoint, b: StagePoint): StagePoint {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function centred(photo: Size, stage: Size, scale: number): View {
  return { scale, x: (stage.width - photo.width * scale) / 2, y: (stage.height - photo.height * scale) / 2 };
}

function keepInSight(view: View, photo: Size, stage: Size): View {
  return {
    scale: view.scale,
    x: clamp(view.x, keptInSight - photo.width * view.scale, stage.width - keptInSight),
    y: clamp(view.y, keptInSight - photo.height * view.scale, stage.height - keptInSight),
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, Math.min(low, high)), Math.max(low, high));
}
