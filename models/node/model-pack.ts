import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { extract, pack } from 'tar-stream';
import { type Manifest, parseManifest } from '../checkpoint/manifest.ts';
import { MAXIMUM_CHECKPOINT_BYTES } from '../checkpoint/safetensors.ts';
import { decodeUtf8 } from '../checkpoint/utf8.ts';
import { AppFailure } from '../failure.ts';
import { asWriteFailure, writeFileAtomically } from './atomic-file.ts';
import { readCheckpointFile, readIfThere } from './checkpoint-file.ts';
import { readHuggingFace } from './hugging-face.ts';
import { readModel, writeModel } from './model-folder.ts';
import { decryptPack, encryptPack, isEncrypted } from './pack-passphrase.ts';

/** What an exported model holds, and nothing else: a name that is not here is refused, so no path can lead out of the folder. */
const members = { 'manifest.json': 2 ** 20, 'model.safetensors': MAXIMUM_CHECKPOINT_BYTES, 'MODEL_CARD.md': 2 ** 20 } as const;
type Member = keyof typeof members;

/** All members and tar's own headers. */
const largestPack = MAXIMUM_CHECKPOINT_BYTES + 4 * 2 ** 20;

/** A person must know before a model leaves their hands. */
export const privacyWarning = 'A model can reveal the photos it learned from: share it only with whom you would show them.';

/**
 * Writes a model as one file: a tar of its manifest, weights and card, under a passphrase if there is one. The model's picture
 * stays at home: it may show one of the photos.
 * @param passphrase encrypts by the age format (age-encryption.org/v1, scrypt and ChaCha20-Poly1305)
 * @throws AppFailure 'checkpoint-invalid', 'disk-full', 'output-unwritable'
 */
export async function exportModel(folder: string, to: string, passphrase?: string): Promise<Manifest> {
  const { manifest } = await readModel(folder);
  const archive = pack();
  for (const name of Object.keys(members) as Member[]) {
    const bytes = await readIfThere(join(folder, name), members[name]);
    if (bytes !== undefined) archive.entry({ name, mode: 0o644, mtime: new Date(manifest.created) }, Buffer.from(bytes));
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  await writeFileAtomically(to, passphrase === undefined ? bytes : await encryptPack(bytes, passphrase));
  return manifest;
}

/**
 * Brings an exported model into a person's own models, after every check that a model of one's own has to pass too: names,
 * sizes, the manifest's schema, the sha256 of the weights, shapes, values.
 * @param file of `exportModel`, or a folder as Hugging Face has them
 * @param models the folder of a person's own models
 * @param taken ids that other models have
 * @throws AppFailure 'checkpoint-invalid', 'output-exists', 'option-invalid' for a passphrase that is missing or wrong, 'disk-full',
 *   'output-unwritable'
 */
export async function importModel(file: string, models: string, taken: readonly string[], passphrase?: string): Promise<Manifest> {
  if ((await stat(file).catch(() => undefined))?.isDirectory() === true) return importFolder(file, models, taken);
  const files = await unpack(await readPack(file, passphrase), file);
  const manifest = parseManifest(textOf(files.get('manifest.json'), file), `The manifest in ${file}`);
  const target = await freeFolder(manifest.id, models, taken);
  const weights = files.get('model.safetensors');
  if (weights === undefined || createHash('sha256').update(weights).digest('hex') !== manifest.sha256) throw damagedPack(file);
  // A hidden folder is no model until it is whole and sound.
  const unfinished = join(models, `.${manifest.id}`);
  try {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    for (const [name, bytes] of files) await writeFileAtomically(join(unfinished, name), bytes);
    await readModel(unfinished);
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw asWriteFailure(error, target);
  }
  return manifest;
}

async function importFolder(folder: string, models: string, taken: readonly string[]): Promise<Manifest> {
  const { manifest, weights } = await readHuggingFace(folder);
  const { sha256: _, ...described } = manifest;
  return writeModel(await freeFolder(manifest.id, models, taken), described, weights, { dtype: 'F16' });
}

/** @throws AppFailure 'output-exists' */
async function freeFolder(id: string, models: string, taken: readonly string[]): Promise<string> {
  const target = join(models, id);
  if (!taken.includes(id) && (await stat(target).catch(() => undefined)) === undefined) return target;
  throw new AppFailure('output-exists', `There is a model called ${id} already: delete that first.`);
}

async function readPack(file: string, passphrase: string | undefined): Promise<Uint8Array> {
  const bytes = await readCheckpointFile(file, largestPack);
  if (!isEncrypted(bytes)) return bytes;
  if (passphrase === undefined) throw new AppFailure('option-invalid', `${file} is locked with a passphrase: ask for it whoever gave you the file.`);
  return decryptPack(bytes, passphrase, file);
}

async function unpack(bytes: Uint8Array, file: string): Promise<Map<Member, Buffer>> {
  const files = new Map<Member, Buffer>();
  const reader = extract();
  const reading = (async () => {
    for await (const entry of reader) {
      const name = memberOf(entry.header.name);
      const known = entry.header.type === 'file' && name !== undefined && !files.has(name) && entry.header.size <= members[name];
      if (!known) throw damagedPack(file);
      const chunks: Uint8Array[] = [];
      for await (const chunk of entry as AsyncIterable<Uint8Array>) chunks.push(chunk);
      files.set(name, Buffer.concat(chunks));
    }
  })();
  try {
    Readable.from([Buffer.from(bytes)]).on('error', (error) => reader.destroy(error)).pipe(reader);
    await reading;
  } catch (cause) {
    throw cause instanceof AppFailure ? cause : damagedPack(file, cause);
  }
  return files;
}

function memberOf(name: string): Member | undefined {
  return (Object.keys(members) as Member[]).find((member) => member === name);
}

function textOf(bytes: Buffer | undefined, file: string): string {
  if (bytes === undefined) throw damagedPack(file);
  try {
    return decodeUtf8(bytes);
  } catch (cause) {
    throw damagedPack(file, cause);
  }
}

function damagedPack(file: string, cause?: unknown): AppFailure {
  return new AppFailure('checkpoint-invalid', `${file} is no model that Heirloom exported, or a damaged one: copy it again.`, { cause });
}
