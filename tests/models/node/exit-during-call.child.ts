import { presets } from '../../../models/network/config.ts';
import { initialValues } from '../../../models/network/initial.ts';
import { buildUnet } from '../../../models/network/unet.ts';
import { openNetwork } from '../../../models/node/engine-host.ts';
import { Random } from '../../../models/random.ts';

/** A program that exits while its engine computes, as one does at an error elsewhere. */
const config = presets.small;
const graph = buildUnet(config);
const values = initialValues(graph, Random.fromSeed(1));
const weights = new Map([...graph.parameters.values()].map(({ name, shape }) => [name, { shape, values: values.get(name)! }]));
const network = await openNetwork({ config, weights, device: 'cpu', threads: 1 });

const pictures = new Float32Array(8 * 3 * 256 ** 2);
const call = network.predict(pictures, pictures, new Float32Array(8));
call.then(
  () => console.log('the call came back first'),
  () => console.log('the call failed'),
);
setTimeout(() => {
  console.log('exits during a call');
  process.exit(7);
}, 50);
