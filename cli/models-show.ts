import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { modelCard } from '../models/checkpoint/model-card.ts';
import { findModel } from '../models/node/choose-model.ts';
import { plainText } from './words.ts';

/** Prints a model's card: the one in its folder, which a person may have written, else one from its manifest. */
export async function showModel(wanted: string, json: boolean): Promise<0> {
  const { folder, manifest } = await findModel(wanted);
  if (json) {
    process.stdout.write(`${JSON.stringify({ type: 'model', folder, ...manifest })}\n`);
    return 0;
  }
  const card = await readFile(join(folder, 'MODEL_CARD.md'), 'utf8').catch(() => modelCard(manifest));
  const text = plainText(card.replaceAll(/<!--.*?-->\n?/gs, '')).trim();
  process.stdout.write(`${text}\n\nFolder: ${folder}\n`);
  return 0;
}
