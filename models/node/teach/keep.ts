import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../../checkpoint/manifest.ts';
import { AppFailure } from '../../failure.ts';
import { shares } from '../../teach/teach-recipe.ts';
import type { TeachVerdict } from '../../teach/verdict.ts';
import { openModelLibrary } from '../model-library.ts';
import { writeModel } from '../model-folder.ts';
import { goalOf } from './goal.ts';
import { openTaught } from './judge-taught.ts';
import { places, type TeachSession } from './session.ts';

export interface KeepChoice {
  /** What a person calls it: one line. */
  readonly title: string;
  /** How much of the taught weights: 1 = all, 0 = the base model, the verdict's share when absent. */
  readonly share?: number | undefined;
  /** The folder of a person's own models; the model gets a folder in it, named by its id. */
  readonly models: string;
  /** Folders whose models' ids are taken. */
  readonly others?: readonly string[];
  /** Validation picture to show the model by; none when absent. It shows one of the photos. */
  readonly picture?: number;
}

/**
 * Puts what was taught into a model library. @returns its manifest
 * @throws AppFailure 'id-unknown' before anything was taught, 'option-invalid' for a title of no letters, 'disk-full', 'output-unwritable'
 */
export async function keepTaught(session: TeachSession, choice: KeepChoice): Promise<Manifest> {
  const { title, models, others = [], picture } = choice;
  const share = choice.share ?? session.record.verdict?.share ?? shares[0];
  const { lesson, recipe, weights, steps, spentMs } = await openTaught(session, share);
  const { base } = lesson;
  const { task, framing } = goalOf(session);
  const { split, verdict } = session.record;
  const id = await freeId(title, [models, ...others]);
  const { side: _side, microBatch: _microBatch, seed: _seed, smallestCrop: _smallestCrop, ...training } = recipe.training;
  const pictures = (split?.train.length ?? 0);
  const { default: _default, sha256: _sha256, flop: _flop, faces, ...parent } = base.manifest;
  const manifest: Omit<Manifest, 'sha256'> = {
    ...parent,
    // The parent's face model knows the parent's task.
    ...(faces !== undefined && task === base.manifest.task ? { faces } : {}),
    id,
    title: line(title),
    parent: base.manifest.id,
    subject: framing === 'faces' ? 'faces' : 'scenes',
    task,
    recipe: { preset: base.manifest.recipe.preset, optimizer: 'adam', dropout: recipe.dropout, ...training },
    steps: base.manifest.steps + steps,
    images: base.manifest.images + steps * recipe.training.batch,
    data: `${pictures} pictures of a person's own photos, ${split?.validation.length ?? 0} more kept apart; ${share === 1 ? '' : `blended with its parent, ${share} of it taught; `}the parent: ${base.manifest.data}`.slice(0, 4000),
    trainedOn: 'this computer\'s processor, by heirloom teach',
    hours: spentMs / 3_600_000,
    metrics: verdict === null ? {} : metricsOf(verdict),
    licence: `As far as the photos it learned from allow, and its parent: ${base.manifest.licence}`.slice(0, 4000),
    created: new Date().toISOString(),
  };
  const folder = join(models, id);
  const saved = await writeModel(folder, manifest, weights, { dtype: 'F16' });
  if (picture !== undefined) {
    const file = places(session.folder).strip(`verdict-${picture}-taught`);
    // A model without its picture is a model all the same.
    await copyFile(file, join(folder, 'picture.png')).catch(() => undefined);
  }
  return saved;
}

function metricsOf({ colourError, identity, forgotten }: TeachVerdict): Manifest['metrics'] {
  return {
    'CIEDE2000, kept apart': colourError.taught,
    'CIEDE2000, parent': colourError.base,
    ...(identity === null ? {} : { 'identity, kept apart': identity.taught, 'identity, parent': identity.base }),
    'forgotten, share': forgotten.change.value,
  };
}

/** Letters of a title that may stand in an id; numbered if another model has it. @throws AppFailure 'option-invalid' */
async function freeId(title: string, folders: readonly string[]): Promise<string> {
  const plain = title.normalize('NFKD').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 56);
  if (plain === '') throw new AppFailure('option-invalid', 'Give the model a name with letters or digits in it.');
  const library = await openModelLibrary(folders);
  const taken = new Set(library.models.map(({ manifest }) => manifest.id));
  for (const folder of folders) for (const name of await readdir(folder).catch(() => [])) taken.add(name);
  // Windows' names of devices.
  const base = /^(con|prn|aux|nul|com\d|lpt\d)$/.test(plain) ? `${plain}-model` : plain;
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(id)) return id;
  }
}

function line(title: string): string {
  return title.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim().slice(0, 400);
}
