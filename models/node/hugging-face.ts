import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '../checkpoint/json.ts';
import { type Manifest, parseManifest } from '../checkpoint/manifest.ts';
import { CARD_MARK, modelCard } from '../checkpoint/model-card.ts';
import { refusal } from '../checkpoint/refusal.ts';
import { decodeSafetensors, encodeSafetensors, MAXIMUM_CHECKPOINT_BYTES, type Weights } from '../checkpoint/safetensors.ts';
import { decodeUtf8, encodeUtf8 } from '../checkpoint/utf8.ts';
import { asWriteFailure, writeFileAtomically } from './atomic-file.ts';
import { readCheckpointFile } from './checkpoint-file.ts';
import { readModel } from './model-folder.ts';

/** What a repository of Hugging Face calls its files. */
const files = { weights: 'model.safetensors', config: 'config.json', card: 'README.md' } as const;
const largestConfig = 2 ** 20;

/**
 * Writes a model as a folder that Hugging Face's tools read: model.safetensors (with the `format` that they look for),
 * config.json and a README.md with its front matter.
 * @param folder made if missing @throws AppFailure 'checkpoint-invalid', 'disk-full', 'output-unwritable'
 */
export async function writeHuggingFace(model: string, folder: string): Promise<Manifest> {
  const { manifest, weights } = await readModel(model);
  const bytes = encodeSafetensors(weights, { dtype: 'F32', metadata: { format: 'pt' } });
  const described: Manifest = { ...manifest, sha256: createHash('sha256').update(bytes).digest('hex') };
  const config = { architectures: ['HeirloomUNet'], model_type: 'heirloom-unet', torch_dtype: 'float32', heirloom: described };
  const frontMatter = '---\nlibrary_name: heirloom\npipeline_tag: image-to-image\nlicense: other\n---\n';
  const card = `${frontMatter}${modelCard(manifest).replace(CARD_MARK, '').trimStart()}`;
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw asWriteFailure(error, folder);
  }
  await writeFileAtomically(join(folder, files.weights), bytes);
  await writeFileAtomically(join(folder, files.config), encodeUtf8(`${JSON.stringify(config, undefined, 2)}\n`));
  await writeFileAtomically(join(folder, files.card), encodeUtf8(card));
  return described;
}

/**
 * Reads such a folder; weights in F32, F16 or BF16. @returns what `writeModel` takes
 * @throws AppFailure 'checkpoint-invalid', also for networks that are not Heirloom's
 */
export async function readHuggingFace(folder: string): Promise<{ readonly manifest: Manifest; readonly weights: Weights }> {
  const file = join(folder, files.config);
  let config: unknown;
  try {
    config = parseJson(decodeUtf8(await readCheckpointFile(file, largestConfig)));
  } catch (error) {
    throw error instanceof SyntaxError ? refusal(file, 'it is damaged', error) : error;
  }
  const described = typeof config === 'object' && config !== null && 'heirloom' in config ? config.heirloom : undefined;
  if (described === undefined) throw refusal(file, 'it describes a network that is not one of Heirloom\'s');
  const manifest = parseManifest(JSON.stringify(described), file);
  const path = join(folder, files.weights);
  const bytes = await readCheckpointFile(path, MAXIMUM_CHECKPOINT_BYTES);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== manifest.sha256) throw refusal(path, 'it is damaged or belongs to another model');
  return { manifest, weights: decodeSafetensors(bytes, path).weights };
}
