import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../models/checkpoint/manifest.ts';
import { openModelLibrary } from '../models/node/model-library.ts';
import { modelFolders } from '../models/node/choose-model.ts';
import { plainText } from './words.ts';

/** Prints a table of all models; on stderr, those that were left out and why. */
export async function listModels(json: boolean): Promise<0 | 1> {
  const folders = modelFolders();
  const library = await openModelLibrary(folders);
  const { models, refused } = library;
  const listed = await Promise.all(
    models.map(async ({ folder, manifest }) => ({
      folder,
      manifest,
      bytes: await weightsBytes(folder),
      first: library.defaultFor(manifest.task).manifest.id === manifest.id,
    })),
  );
  if (json) for (const { folder, manifest, bytes } of listed) writeJson({ type: 'model', folder, bytes, ...manifest });
  else if (listed.length > 0) process.stdout.write(table([heading, ...listed.map(row)]));
  for (const failure of refused) process.stderr.write(`${failure.message}\n`);
  if (listed.length > 0) return 0;
  process.stderr.write(`There are no models in ${folders.join(' or ')}: teach one with "heirloom train", or name folders in HEIRLOOM_MODELS.\n`);
  return 1;
}

function writeJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

interface Listed {
  readonly manifest: Manifest;
  readonly bytes: number | null;
  /** Taken for its task when a person chooses none. */
  readonly first: boolean;
}

async function weightsBytes(folder: string): Promise<number | null> {
  return stat(join(folder, 'model.safetensors')).then(({ size }) => size, () => null);
}

const heading = ['id', 'task', 'title', 'size', 'parent', 'licence'];

function row({ manifest: { id, task, title, parent, licence }, bytes, first }: Listed): string[] {
  return [id, first ? `${task} (default)` : task, cut(title, 40), bytes === null ? '?' : megabytes(bytes), parent ?? '-', cut(licence, 40)];
}

/** Columns as wide as their widest cell, two spaces between. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = heading.map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? '').length)));
  const lines = rows.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd());
  return `${lines.join('\n')}\n`;
}

function cut(text: string, length: number): string {
  const line = plainText(text).split('\n', 1)[0] ?? '';
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
