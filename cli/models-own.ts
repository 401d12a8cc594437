import { readFile, stat } from 'node:fs/promises';
import { AppFailure } from '../models/failure.ts';
import { findModel, modelFolders, ownModelFolders } from '../models/node/choose-model.ts';
import { writeHuggingFace } from '../models/node/hugging-face.ts';
import { exportModel, importModel, privacyWarning } from '../models/node/model-pack.ts';
import { openModelLibrary } from '../models/node/model-library.ts';
import { useModelFor } from '../models/node/model-uses.ts';
import { deleteModel, renameModel } from '../models/node/own-models.ts';

/** Every command on a person's own models prints one line. */
export async function renameOwn(id: string, title: string): Promise<void> {
  const { title: now } = await renameModel(own(), await findModel(id), title);
  say(`${id} is now called "${now}".`);
}

export async function deleteOwn(id: string): Promise<void> {
  await deleteModel(own(), await findModel(id));
  say(`${id} is deleted.`);
}

interface ExportOptions {
  readonly passphraseFile?: string;
  readonly huggingFace?: boolean;
  readonly overwrite?: boolean;
}

/** @param options.passphraseFile its first line is the passphrase: an option would stay in the shell's history */
export async function exportOwn(id: string, to: string, options: ExportOptions): Promise<void> {
  const there = await stat(to).catch(() => undefined);
  if (there !== undefined && options.overwrite !== true) throw new AppFailure('output-exists', `${to} is there already: add --overwrite, or choose another name.`);
  const model = await findModel(id);
  if (options.huggingFace === true) await writeHuggingFace(model.folder, to);
  else await exportModel(model.folder, to, await passphraseOf(options.passphraseFile));
  process.stderr.write(`${privacyWarning}\n`);
  say(to);
}

export async function importOwn(file: string, options: { passphraseFile?: string }): Promise<void> {
  const { models } = await openModelLibrary(modelFolders());
  const taken = models.map(({ manifest }) => manifest.id);
  const { id } = await importModel(file, own(), taken, await passphraseOf(options.passphraseFile));
  say(`${id} is there now. Use it with --model ${id}.`);
}

export async function useOwn(id: string, folder: string): Promise<void> {
  const { manifest } = await findModel(id);
  if ((await stat(folder).catch(() => undefined))?.isDirectory() !== true) throw new AppFailure('photo-missing', `There is no folder "${folder}": check the name.`);
  await useModelFor(own(), folder, manifest.id);
  say(`Photos in ${folder} are restored by ${manifest.id} from now on, where its task is asked for.`);
}

function own(): string {
  return ownModelFolders()[0] as string;
}

async function passphraseOf(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppFailure('option-invalid', `The passphrase cannot be read from ${file}: check the name.`, { cause });
  });
  const [line = ''] = text.split(/\r?\n/, 1);
  if (line === '') throw new AppFailure('option-invalid', `${file} begins with an empty line: write the passphrase into its first line.`);
  return line;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
