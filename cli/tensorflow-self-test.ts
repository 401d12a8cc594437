import { lowerToInference, lowerToTraining } from '../models/engine/lower.ts';
import { createSession, type Feeds } from '../models/engine/session.ts';
import { createTensorFlowSession } from '../models/engine/tensorflow/inference.ts';
import type { TensorFlow } from '../models/engine/tensorflow/tensorflow.ts';
import { createTensorFlowTraining } from '../models/engine/tensorflow/training.ts';
import { presets } from '../models/network/config.ts';
import { type Graph, sizeOf } from '../models/network/graph.ts';
import { buildUnet } from '../models/network/unet.ts';
import { chooseTensorFlow } from '../models/node/tensorflow/choose-tensorflow.ts';
import { loadTensorFlow } from '../models/node/tensorflow/load-tensorflow.ts';
import { Random } from '../models/random.ts';

/** What `npm run setup:tensorflow` ends with: which device, how fast, how near to ONNX Runtime. Exit code 1 if it may not be used. */
const { backend, sentence } = await chooseTensorFlow({ config: presets.tiny, device: 'auto', threads: 0, learning: true });
if (backend === undefined) {
  console.error(sentence);
  process.exit(1);
}
const { tf, title } = await loadTensorFlow(backend);
console.log(title);
console.log(`A product of two 2048x2048 matrices: ${(await gigaflops(tf, 2048)).toFixed(0)} GFLOP/s`);
const graph = buildUnet(presets.tiny);
const apart = await parity(graph, tf);
console.log(`Beside ONNX Runtime, greatest difference over greatest value: call ${apart.call.toExponential(1)}, gradients ${apart.gradients.toExponential(1)}`);
if (!(apart.call < 1e-4 && apart.gradients < 1e-3)) {
  console.error('These results are too far apart: this library is not to be used.');
  process.exit(1);
}
console.log('It works: add --engine tensorflow to a command.');

/** The best of five. */
async function gigaflops({ matMul, randomNormal, tidy, dispose }: TensorFlow, side: number): Promise<number> {
  const [a, b] = [randomNormal([side, side]), randomNormal([side, side])];
  let best = Infinity;
  for (let i = 0; i < 5; i++) {
    const startMs = performance.now();
    const product = tidy(() => matMul(a, b));
    await product.data();
    best = Math.min(best, performance.now() - startMs);
    product.dispose();
  }
  dispose([a, b]);
  return (2 * side ** 3) / best / 1e6;
}

async function parity(network: Graph, library: TensorFlow): Promise<{ call: number; gradients: number }> {
  const random = Random.fromSeed(1);
  const drawn = (shape: readonly number[], width: number): { values: Float32Array; shape: readonly number[] } => ({
    values: random.gaussian(new Float32Array(sizeOf(shape))).map((value) => width * value),
    shape,
  });
  const parameters = Object.fromEntries([...network.parameters.values()].map(({ name, shape }) => [name, drawn(shape, 0.2)]));
  const values = new Map(Object.entries(parameters).map(([name, feed]) => [name, feed.values]));
  const fed = (names: readonly string[]): Feeds =>
    Object.fromEntries(names.map((name) => [name, parameters[name] ?? drawn(shapeOf(name, network), 1)]));

  const ours = await createTensorFlowSession(network, values, library);
  const theirs = await createSession(lowerToInference(network, values), { providers: ['cpu'], threads: 0 });
  const call = fed(ours.inputs);
  const learner = createTensorFlowTraining(network, 2, library);
  const rules = await createSession(lowerToTraining(network, 2), { providers: ['cpu'], threads: 0 });
  const lesson = fed(learner.inputs);
  return {
    call: difference(await ours.run(call), await theirs.run(call)),
    gradients: difference(await learner.run(lesson), await rules.run(lesson)),
  };
}

/** Of one picture. */
function shapeOf(input: string, { nodes, output }: Graph): readonly number[] {
  const [, h = 0, w = 0] = output.shape;
  if (input === 'target') return [1, ...output.shape];
  if (input === 'weight') return [1, 1, h, w];
  const node = nodes.find((one) => (one.op === 'input' && one.name === input) || (one.op === 'dropout' && input.endsWith(`_${one.y.id}`)));
  return [1, ...(node?.y.shape ?? [])];
}

type Results = Readonly<Record<string, Float32Array>>;

/** The greatest over all results. */
function difference(a: Results, b: Results): number {
  return Math.max(...Object.entries(b).map(([name, wanted]) => {
    const size = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - (a[name]?.[i] ?? Number.NaN))), 0) / size;
  }));
}
