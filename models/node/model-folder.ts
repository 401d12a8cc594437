import { createHash } from 'node:crypto';
import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { checkWeights } from '../checkpoint/check-weights.ts';
import { type Manifest, parseManifest } from '../checkpoint/manifest.ts';
import { CARD_MARK, modelCard } from '../checkpoint/model-card.ts';
import { refusal } from '../checkpoint/refusal.ts';
import { decodeSafetensors, encodeSafetensors, MAXIMUM_CHECKPOINT_BYTES, type Weights } from '../checkpoint/safetensors.ts';
import { decodeUtf8, encodeUtf8 } from '../checkpoint/utf8.ts';
import type { NetworkConfig } from '../network/config.ts';
import type { Graph } from '../network/graph.ts';
import { buildUnet } from '../network/unet.ts';
import { makeFolder, renameAtomically, writeFileAtomically } from './atomic-file.ts';
import { readCheckpointFile, readIfThere } from './checkpoint-file.ts';

/**
 * Reads a model's folder: `manifest.json` and `model.safetensors`, checked against each other and against the network
 * the manifest describes. Safe while another process saves the same model.
 *
 * @throws AppFailure 'checkpoint-invalid' naming the file and what is wrong with it
 */
export async function readModel(folder: string): Promise<{ manifest: Manifest; weights: Weights }> {
  const file = join(folder, WEIGHTS);
  for (let manifest = await readManifest(folder); ; ) {
    const graph = networkOf(manifest.network, join(folder, MANIFEST));
    const bytes = await readMatchingWeights(folder, manifest.sha256);
    if (bytes !== undefined) {
      const { weights } = decodeSafetensors(bytes, file);
      checkWeights(weights, graph.parameters, file);
      return { manifest, weights };
    }
    const known = manifest.sha256;
    manifest = await readManifest(folder);
    if (manifest.sha256 === known) throw refusal(file, 'it is damaged or belongs to another model (its sha256 is not the one in manifest.json)');
  }
}

/** The manifest alone, which is enough to list a model. @throws AppFailure 'checkpoint-invalid' */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, MANIFEST);
  const bytes = await readCheckpointFile(file, MAXIMUM_MANIFEST_BYTES);
  let json: string;
  try {
    json = decodeUtf8(bytes);
  } catch (error) {
    throw refusal(file, 'it is not text', error);
  }
  return parseManifest(json, file);
}

/**
 * Saves a model. Killed at any moment, the folder holds the model it held before or the new one: the weights go to a
 * file of their own, the manifest with their sha256 makes them valid, and only then do they take their name (a reader
 * finds them under either). Nothing is written that `readModel` would refuse.
 *
 * @param folder made if missing
 * @param manifest its sha256 is filled in
 * @param options.card text of MODEL_CARD.md; without it one is written from the manifest, unless a person wrote one
 * @returns the manifest as saved
 * @throws AppFailure 'checkpoint-invalid', 'disk-full' or 'output-unwritable'
 */
export async function writeModel(
  folder: string,
  manifest: Omit<Manifest, 'sha256'>,
  weights: Weights,
  options: { readonly dtype: 'F32' | 'F16'; readonly card?: string },
): Promise<Manifest> {
  checkWeights(weights, networkOf(manifest.network, 'The model').parameters, 'The model');
  const bytes = encodeSafetensors(weights, { dtype: options.dtype });
  const saved: Manifest = { ...manifest, sha256: sha256Of(bytes) };
  const json = `${JSON.stringify(saved, undefined, 2)}\n`;
  parseManifest(json, 'The manifest to be saved');

  await makeFolder(folder);
  await writeFileAtomically(join(folder, pendingName(saved.sha256)), bytes);
  await writeFileAtomically(join(folder, MANIFEST), encodeUtf8(json));
  await renameAtomically(join(folder, pendingName(saved.sha256)), join(folder, WEIGHTS));
  await writeCard(join(folder, CARD), options.card, saved);
  await removePending(folder);
  return saved;
}

const WEIGHTS = 'model.safetensors';
const MANIFEST = 'manifest.json';
const CARD = 'MODEL_CARD.md';
const MAXIMUM_MANIFEST_BYTES = 2 ** 20;
const PENDING = /^\.model-[0-9a-f]{64}\.tmp$/;

function pendingName(sha256: string): string {
  return `.model-${sha256}.tmp`;
}

function networkOf(config: NetworkConfig, file: string): Graph {
  try {
    return buildUnet(config);
  } catch (error) {
    throw refusal(file, 'it describes a network that cannot be built', error);
  }
}

/** @returns undefined if there are weights, but none that match. Looks twice: a writer may rename between the two looks. */
async function readMatchingWeights(folder: string, sha256: string): Promise<Uint8Array | undefined> {
  let found = false;
  for (const name of [WEIGHTS, pendingName(sha256), WEIGHTS]) {
    const bytes = await readIfThere(join(folder, name), MAXIMUM_CHECKPOINT_BYTES);
    if (bytes !== undefined && sha256Of(bytes) === sha256) return bytes;
    found ||= bytes !== undefined;
  }
  if (!found) throw refusal(join(folder, WEIGHTS), 'there is no such file');
  return undefined;
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function writeCard(path: string, card: string | undefined, manifest: Manifest): Promise<void> {
  if (card === undefined) {
    const old = await readIfThere(path, MAXIMUM_MANIFEST_BYTES);
    const mark = encodeUtf8(CARD_MARK);
    if (old !== undefined && !mark.every((byte, i) => old[i] === byte)) return;
  }
  await writeFileAtomically(path, encodeUtf8(card ?? modelCard(manifest)));
}

/** What earlier saves left that were killed between manifest and rename. */
async function removePending(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (PENDING.test(name)) await unlink(join(folder, name));
  }
}
