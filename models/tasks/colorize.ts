import type { Face } from '../faces/detector.ts';
import { chroma, luma, mergeLumaChroma } from '../photo/colour.ts';
import { cropPhoto } from '../photo/crop.ts';
import { guidedUpsample } from '../photo/guided-upsample.ts';
import type { Photo, Rectangle } from '../photo/photo.ts';
import { toPlanar } from '../photo/planar.ts';
import { resizePlanar } from '../photo/resize.ts';
import type { Random } from '../random.ts';
import { onAgedLight } from './aged.ts';
import { layCanvas, layOn, liftCanvas, type Canvas } from './canvas.ts';
import { applyHints, type ColourHint, scaledHints } from './colour-hints.ts';
import { layPeople } from './lay-people.ts';
import { layPortrait } from './lay-portrait.ts';
import { isPortrait, portraitsIn } from './portraits.ts';
import { previewOf } from './preview.ts';
import type { RestoreOptions, RestoreProgress, Restorer } from './restore.ts';
import { callsOf, sample } from './sample.ts';
import { settle, type Settings } from './settings.ts';
import { Tally } from './tally.ts';
import type { Pair, TaskDefinition } from './task.ts';
import { overlapOf, windowsOf } from './windowed.ts';

/** Give a grey photo its colours. */
export const colorizeTask: TaskDefinition = { id: 'colorize', damage };

/** Every other grey is aged, and the picture with it: the light is given in use, so the network need not guess what it once was. */
function damage(photo: Photo, random: Random): Pair {
  if (random.uniform() < 0.5) return { x: threeTimes(luma(photo)), y0: toPlanar(photo), hole: undefined };
  const old = onAgedLight(photo, random);
  return { x: threeTimes(old.light), y0: toPlanar(old.photo), hole: undefined };
}

/**
 * Colours a photo of any size: the light of every pixel stays the photo's own, only chroma comes from the network, and
 * where light and chroma leave the gamut chroma gives way. A first pass sees the photo shrunk to the network's side, so
 * that one decision is made about the tint of the whole; a large photo gets a second, finer one that starts from it.
 * Where the restorer has someone for faces, a portrait is left to them, and in a scene each face is coloured close up; what the
 * scene's model leaves grey around it, neck, arms and hands, takes their colours of the whole photo.
 * Colour hints hold from the first step on, so that the network makes the rest of the picture go with them.
 * @param options `intensity` scales the chroma, hints included, beyond what the model's manifest does
 * @throws AppFailure 'model-unsuitable', 'cancelled', 'engine-failed'
 */
export async function* colorize(
  photo: Photo,
  restorer: Restorer,
  options: RestoreOptions = {},
): AsyncGenerator<RestoreProgress, Photo> {
  const settings = settle(restorer, options, ['colorize']);
  const faces = (await restorer.faces?.find(photo)) ?? [];
  const portraitist = faces.length === 0 ? undefined : await restorer.faces?.open();
  if (portraitist !== undefined && isPortrait(faces, photo)) return yield* colorize(photo, portraitist, options);

  const canvases = canvasesOf(photo, restorer.network.side);
  const scene = sceneOf(canvases, restorer, settings, options);
  const people = portraitist && sceneOf(
    // Shrinking a large photo takes time: once is enough where both networks have one side.
    portraitist.network.side === restorer.network.side ? canvases : canvasesOf(photo, portraitist.network.side),
    portraitist,
    settle(portraitist, options, ['colorize']),
    options,
  );
  const portraits = portraitist && portraitsOf(faces, portraitist, options);
  const tally = new Tally(scene.calls + (people?.calls ?? 0) + (portraits?.calls ?? 0));
  const hints = options.hints ?? [];
  const light = luma(photo);
  const whole = yield* colourScene(photo, light, scene, tally);
  if (people !== undefined) layPeople(photo, light, whole, faces, yield* colourScene(photo, light, people, tally), settings.gain);
  for (const box of portraits?.boxes ?? []) yield* addPortrait(photo, whole, box, portraits as Portraits, tally);
  applyHints(whole, light, photo.width, photo.height, hints);
  return mergeLumaChroma(light, whole, photo.width, photo.height, settings.intensity);
}

/** A photo as one model colours all of it. */
interface Scene extends Canvases {
  readonly restorer: Restorer;
  readonly settings: Settings;
  readonly hints: readonly ColourHint[];
  /** Network calls that both take. */
  readonly calls: number;
}

/** What the first pass sees, and what the second, where there is one. */
interface Canvases {
  readonly coarse: Canvas;
  readonly fine: Canvas | undefined;
}

function canvasesOf(photo: Photo, side: number): Canvases {
  const fine = isLarge(photo, side) ? layCanvas(photo, 2 * side - overlapOf(side)) : undefined;
  return { coarse: layCanvas(fine?.part ?? photo, side), fine };
}

function sceneOf({ coarse, fine }: Canvases, restorer: Restorer, settings: Settings, { hints = [] }: RestoreOptions): Scene {
  const { side } = restorer.network;
  const finerCalls = fine === undefined ? 0 : callsOf(fine.photo, true, side, settings);
  return { restorer, settings, coarse, fine, hints, calls: callsOf(coarse.photo, false, side, settings) + finerCalls };
}

/** @returns chroma of the whole photo [2,H,W] */
async function* colourScene(
  photo: Photo,
  light: Float32Array,
  { restorer, settings, coarse, fine, hints }: Scene,
  tally: Tally,
): AsyncGenerator<RestoreProgress, Float32Array> {
  const first = yield* pass(coarse, undefined, restorer, settings, tally, hintsOn(coarse.part, photo, hints));
  if (fine === undefined) return livened(atSizeOf(photo, light, first), settings);
  const draft = atSizeOf(fine.part, luma(fine.part), first);
  const finer = yield* pass(fine, draft, restorer, settings, tally, hintsOn(fine.part, photo, hints));
  const steady = anchored(finer.chroma, draft, fine.part, restorer.network.side / 8);
  return livened(atSizeOf(photo, light, { part: fine.part, chroma: steady }), settings);
}

/** Faces that are coloured close up. */
interface Portraits {
  readonly boxes: readonly Rectangle[];
  readonly restorer: Restorer;
  readonly settings: Settings;
  /** Network calls that all of them take. */
  readonly calls: number;
}

function portraitsOf(faces: readonly Face[], restorer: Restorer, options: RestoreOptions): Portraits {
  const settings = settle(restorer, options, ['colorize']);
  const { side } = restorer.network;
  const boxes = portraitsIn(faces);
  return { boxes, restorer, settings, calls: boxes.length * callsOf({ width: side, height: side }, false, side, settings) };
}

/** Colours one face and lays its chroma over that of the whole photo [2,H,W]. */
async function* addPortrait(
  photo: Photo,
  whole: Float32Array,
  box: Rectangle,
  { restorer, settings }: Portraits,
  tally: Tally,
): AsyncGenerator<RestoreProgress, void> {
  const cut = cropPhoto(photo, box);
  const colours = yield* pass(layCanvas(cut, restorer.network.side), undefined, restorer, settings, tally);
  layPortrait(photo, whole, box, livened(atSizeOf(cut, luma(cut), colours), settings));
}

/** The network's chroma as strong as its model's colours are meant to be. */
function livened(cbcr: Float32Array, { gain }: Settings): Float32Array {
  return gain === 1 ? cbcr : cbcr.map((value) => gain * value);
}

/** Two windows a side show more than one only where there is more to see. */
function isLarge(photo: Photo, side: number): boolean {
  return Math.min(photo.width, photo.height) >= 1.5 * side;
}

/** A photo at some size, and the colours [2,h,w] found for it. */
interface Colours {
  readonly part: Photo;
  readonly chroma: Float32Array;
}

/** Samples one canvas. @param draft chroma of the canvas's part to start from */
async function* pass(
  canvas: Canvas,
  draft: Float32Array | undefined,
  restorer: Restorer,
  settings: Settings,
  tally: Tally,
  hints: readonly ColourHint[] = [],
): AsyncGenerator<RestoreProgress, Colours> {
  const { part } = canvas;
  const { width, height } = canvas.photo;
  const light = luma(part);
  const drafted = draft && toPlanar(layOn(canvas, mergeLumaChroma(light, draft, part.width, part.height)));
  const steer = hints.length === 0 ? undefined : (y0: Float32Array): Float32Array => hinted(y0, canvas, light, hints, settings.gain);
  const scene = { x: threeTimes(luma(canvas.photo)), width, height, draft: drafted, steer };
  const found = (y0: Float32Array): Float32Array => chroma(liftCanvas(y0, canvas));
  const strength = settings.gain * settings.intensity;
  const show = (y0: Float32Array): Photo => previewOf(mergeLumaChroma(light, found(y0), part.width, part.height, strength));
  const sampling = sample(scene, restorer, settings);
  const y0 = yield* tally.report(sampling, windowsOf(width, height, restorer.network.side).length, show);
  return { part, chroma: found(y0) };
}

/** Hints on the photo, as they lie on a picture of the whole of it. */
function hintsOn(part: Photo, photo: Photo, hints: readonly ColourHint[]): readonly ColourHint[] {
  return scaledHints(hints, part.width / photo.width, part.height / photo.height);
}

/** An estimate of a canvas with the hints' colours in their places, paler by the gain that they will get with all the rest. */
function hinted(y0: Float32Array, canvas: Canvas, light: Float32Array, hints: readonly ColourHint[], gain: number): Float32Array {
  const estimate = liftCanvas(y0, canvas);
  const colours = chroma(estimate).map((value) => gain * value);
  applyHints(colours, light, estimate.width, estimate.height, hints);
  return toPlanar(layOn(canvas, mergeLumaChroma(luma(estimate), colours, estimate.width, estimate.height, 1 / gain)));
}

/** [H*W] as planar [3,H,W]. */
function threeTimes(plane: Float32Array): Float32Array {
  const planar = new Float32Array(3 * plane.length);
  for (let channel = 0; channel < 3; channel++) planar.set(plane, channel * plane.length);
  return planar;
}

/** The colours at the photo's own size, their borders drawn to the edges of its light. */
function atSizeOf({ width, height }: Photo, light: Float32Array, { part, chroma: cbcr }: Colours): Float32Array {
  const isTiny = width <= part.width && height <= part.height;
  if (isTiny) return resizePlanar(cbcr, 2, part.width, part.height, width, height);
  return guidedUpsample(cbcr, luma(part), part.width, part.height, light, width, height);
}

/** The finer colours, shifted smoothly so that each cell of the photo keeps the tint of the first pass. */
function anchored(finer: Float32Array, first: Float32Array, { width, height }: Photo, cell: number): Float32Array {
  const across = Math.ceil(width / cell);
  const down = Math.ceil(height / cell);
  const drift = first.map((value, i) => value - (finer[i] as number));
  const slow = resizePlanar(resizePlanar(drift, 2, width, height, across, down), 2, across, down, width, height);
  return finer.map((value, i) => value + (slow[i] as number));
}
