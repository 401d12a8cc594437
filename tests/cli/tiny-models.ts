import { join } from 'node:path';
import type { Manifest } from '../../models/checkpoint/manifest.ts';
import { writeModel } from '../../models/node/model-folder.ts';
import { tinyManifest, tinyWeights } from '../models/checkpoint/tiny-model.ts';

/**
 * Writes real models of the smallest network with random weights, as HEIRLOOM_MODELS expects them: `tiny-<task>`.
 * Their results are noise, but everything on the way to it is as with any other model.
 */
export async function writeTinyModels(folder: string, tasks: readonly Manifest['task'][]): Promise<void> {
  for (const task of tasks) {
    const { sha256: _, ...manifest } = tinyManifest;
    const described: typeof manifest = {
      ...manifest,
      id: `tiny-${task}`,
      title: `Tiny model, ${task}`,
      parent: null,
      task,
      default: true,
      // The newest default: taken rather than any model that comes with Heirloom.
      created: '2999-01-01T00:00:00Z',
      defaults: { sampler: 'dpmpp-2m', steps: 3 },
    };
    await writeModel(join(folder, described.id), described, tinyWeights(1), { dtype: 'F32' });
  }
}
