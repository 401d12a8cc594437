import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../checkpoint/manifest.ts';
import { AppFailure } from '../failure.ts';
import { readManifest } from './model-folder.ts';

export interface LibraryModel {
  /** For `readModel`. */
  readonly folder: string;
  readonly manifest: Manifest;
}

export interface ModelLibrary {
  /** In order of task, then id. */
  readonly models: readonly LibraryModel[];
  /** Folders that look like models but are refused, one failure each: they do not keep the others from working. */
  readonly refused: readonly AppFailure[];
  /** @throws AppFailure 'model-unknown' naming the ids there are */
  find(id: string): LibraryModel;
  /** The model for a task when a person chooses none: one flagged `default`, else the newest. @throws AppFailure 'model-unknown' */
  defaultFor(task: Manifest['task']): LibraryModel;
}

/**
 * Every model in these folders: each a folder of its own with a manifest.json. Only manifests are read; weights are
 * checked when a model is opened. Of two models with one id the one in the earlier folder counts.
 *
 * @param folders may be missing, as a person's own folder is until they teach a model
 */
export async function openModelLibrary(folders: readonly string[]): Promise<ModelLibrary> {
  const byId = new Map<string, LibraryModel>();
  const refused: AppFailure[] = [];
  for (const parent of folders) {
    for (const folder of await listModelFolders(parent, refused)) {
      const manifest = await readManifestOr(folder, refused);
      if (manifest === undefined) continue;
      const other = byId.get(manifest.id);
      if (other === undefined) byId.set(manifest.id, { folder, manifest });
      else refused.push(twice(folder, other));
    }
  }
  const models = [...byId.values()].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  return {
    models,
    refused,
    find: (id) => byId.get(id) ?? unknown(`There is no model called ${JSON.stringify(id.slice(0, 64))}`, models),
    defaultFor: (task) => models.filter(({ manifest }) => manifest.task === task).sort(byPreference)[0] ?? unknown(`There is no model for ${task} yet`, models),
  };
}

/** Folders in `parent` that hold a part of a model; what else lies there is not ours to judge. */
async function listModelFolders(parent: string, refused: AppFailure[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of await namesIn(parent, refused)) {
    if (name.startsWith('.')) continue;
    const inside = await namesIn(join(parent, name), refused);
    if (inside.includes('manifest.json') || inside.includes('model.safetensors')) found.push(join(parent, name));
  }
  return found;
}

/** Sorted, so that the same folders make the same library; none if this is no folder. */
async function namesIn(folder: string, refused: AppFailure[]): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') {
      const sentence = `The models in ${folder} are left out because the system would not list it (${code}); check who may read it.`;
      refused.push(new AppFailure('checkpoint-invalid', sentence, { cause: error }));
    }
    return [];
  }
}

async function readManifestOr(folder: string, refused: AppFailure[]): Promise<Manifest | undefined> {
  try {
    return await readManifest(folder);
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
    refused.push(error);
    return undefined;
  }
}

function twice(folder: string, other: LibraryModel): AppFailure {
  const sentence = `${folder} is left out because its id ${other.manifest.id} is already that of ${other.folder}; change one of them in its manifest.json.`;
  return new AppFailure('checkpoint-invalid', sentence);
}

function unknown(what: string, models: readonly LibraryModel[]): never {
  const ids = models.map(({ manifest }) => manifest.id).join(', ');
  const remedy = ids === '' ? 'there are none yet, teach one with "heirloom train"' : `choose one of: ${ids}`;
  throw new AppFailure('model-unknown', `${what}; ${remedy}.`);
}

/** Flagged ones first, then the newest, then by id: always the same one. */
function byPreference(a: LibraryModel, b: LibraryModel): number {
  const flagged = Number(b.manifest.default ?? false) - Number(a.manifest.default ?? false);
  return flagged || Date.parse(b.manifest.created) - Date.parse(a.manifest.created) || (a.manifest.id < b.manifest.id ? -1 : 1);
}

function orderOf({ manifest }: LibraryModel): string {
  return `${manifest.task} ${manifest.id}`;
}
