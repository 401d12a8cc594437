import { type Network, openNetwork } from '../models/node/engine-host.ts';
import { readModel } from '../models/node/model-folder.ts';
import type { Restorer } from '../models/tasks/restore.ts';

/** A model in memory, ready for any number of photos. */
export interface OpenModel extends Restorer {
  readonly network: Network;
}

/** @param folder of the model @throws AppFailure 'checkpoint-invalid', 'engine-failed' */
export async function openModel(
  folder: string,
  { device, threads }: { readonly device: string; readonly threads: number },
): Promise<OpenModel> {
  const { manifest, weights } = await readModel(folder);
  return { manifest, network: await openNetwork({ config: manifest.network, weights, device, threads }) };
}
