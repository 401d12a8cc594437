import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Manifest } from '../../../../models/checkpoint/manifest.ts';
import type { NamedTensor } from '../../../../models/checkpoint/safetensors.ts';
import { initialValues } from '../../../../models/network/initial.ts';
import { buildUnet } from '../../../../models/network/unet.ts';
import { writeModel } from '../../../../models/node/model-folder.ts';
import { Random } from '../../../../models/random.ts';
import { tinyManifest } from '../../checkpoint/tiny-model.ts';

/** Photos of one album: warm discs before cool grounds, each another picture, 140 x 120. */
export async function makeAlbum(folder: string, count: number, seed = 4): Promise<void> {
  await mkdir(folder, { recursive: true });
  const random = Random.fromSeed(seed);
  for (let n = 0; n < count; n++) {
    const spots = Array.from({ length: 9 }, () => {
      const colour = `rgb(${140 + random.integer(110)},${40 + random.integer(120)},${random.integer(90)})`;
      return `<circle cx="${random.integer(140)}" cy="${random.integer(120)}" r="${6 + random.integer(22)}" fill="${colour}"/>`;
    });
    const svg = `<svg width="140" height="120"><rect width="140" height="120" fill="rgb(40,60,${120 + random.integer(100)})"/>${spots.join('')}</svg>`;
    await sharp(Buffer.from(svg)).flatten().png().toFile(join(folder, `${n}.png`));
  }
}

/** A model of the smallest network as training begins it. */
export async function makeBase(folder: string, id: string, task: Manifest['task'] = 'colorize'): Promise<string> {
  const { sha256: _, ...manifest } = tinyManifest;
  const graph = buildUnet(manifest.network);
  const values = initialValues(graph, Random.fromSeed(3));
  const weights = new Map<string, NamedTensor>();
  for (const { name, shape } of graph.parameters.values()) weights.set(name, { shape, values: values.get(name)! });
  const described = { ...manifest, id, task, created: '2999-01-01T00:00:00Z', defaults: { sampler: 'dpmpp-2m' as const, steps: 2 } };
  await writeModel(join(folder, id), described, weights, { dtype: 'F32' });
  return join(folder, id);
}
