import type { DeviceReport } from '../contract/models.ts';
import { measureDevices } from '../../models/node/choose-device.ts';
import { openNetwork } from '../../models/node/engine-host.ts';
import { readModel } from '../../models/node/model-folder.ts';

/**
 * Runs a model's network on the processor and on each other device that could do it.
 * @param input.model its folder
 * @throws AppFailure 'checkpoint-invalid', 'engine-failed'
 */
export async function testDevices({ model }: { readonly model: string }): Promise<readonly DeviceReport[]> {
  const { manifest, weights } = await readModel(model);
  const config = manifest.network;
  const network = await openNetwork({ config, weights, device: 'cpu' });
  const picture = new Float32Array(3 * config.side ** 2);
  // The first call prepares what the second is timed with.
  await network.predict(picture, picture, Float32Array.of(0.5));
  const startMs = performance.now();
  await network.predict(picture, picture, Float32Array.of(0.5));
  const callMs = performance.now() - startMs;
  await network.dispose();
  const others = await measureDevices(config);
  return [{ name: 'cpu', callsPerSecond: 1000 / callMs, sentence: `The processor: ${callMs.toFixed(0)} ms a call.` }, ...others];
}
