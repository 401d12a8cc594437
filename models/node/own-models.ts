import { rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Manifest } from '../checkpoint/manifest.ts';
import { AppFailure } from '../failure.ts';
import type { LibraryModel } from './model-library.ts';
import { readModel, writeModel } from './model-folder.ts';
import { stopUsing } from './model-uses.ts';

/**
 * Gives a person's own model another name; its id, by which it is called, stays.
 * @throws AppFailure 'model-unsuitable' for a model that came with Heirloom, 'option-invalid', 'disk-full', 'output-unwritable'
 */
export async function renameModel(own: string, model: LibraryModel, title: string): Promise<Manifest> {
  refuseOthers(own, model, 'renamed');
  const line = title.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  if (line === '' || line.length > 400) throw new AppFailure('option-invalid', 'A name has 1 to 400 letters.');
  const { manifest, weights } = await readModel(model.folder);
  const { sha256: _, ...rest } = manifest;
  const values = [...weights.values()].reduce((sum, tensor) => sum + tensor.values.length, 0);
  const { size } = await stat(join(model.folder, 'model.safetensors'));
  // In the precision they have, so that not a weight changes.
  return writeModel(model.folder, { ...rest, title: line }, weights, { dtype: size < 3 * values ? 'F16' : 'F32' });
}

/** Takes a person's own model away, and what it was used for. @throws AppFailure 'model-unsuitable' */
export async function deleteModel(own: string, model: LibraryModel): Promise<void> {
  refuseOthers(own, model, 'deleted');
  await rm(model.folder, { recursive: true, force: true });
  await stopUsing(own, model.manifest.id);
}

function refuseOthers(own: string, { folder, manifest }: LibraryModel, done: string): void {
  if (dirname(resolve(folder)) === resolve(own)) return;
  throw new AppFailure('model-unsuitable', `The model ${manifest.id} is not one of your own in ${own}, so it cannot be ${done} here.`);
}
