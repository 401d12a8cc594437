import { lowerToInference, lowerToTraining } from '../../models/engine/lower.ts';
import { maskName } from '../../models/engine/operators/dropout.ts';
import { createSession, type Feed } from '../../models/engine/session.ts';
import { type PresetName, presets } from '../../models/network/config.ts';
import { costOf } from '../../models/network/cost.ts';
import type { Graph } from '../../models/network/graph.ts';
import { initialValues } from '../../models/network/initial.ts';
import { buildUnet } from '../../models/network/unet.ts';
import { Random } from '../../models/random.ts';
import { bareConvolutions } from './bare-convolutions.ts';
import { bestMs } from './interleave.ts';

/** GFLOP/s of the whole graph and of nothing but its convolutions, taken in turn in the same run. */
export interface Speeds {
  readonly inference: number;
  readonly inferenceBare: number;
  readonly training: number;
  readonly trainingBare: number;
}

const options = { providers: ['cpu'], threads: 0 } as const;
const rounds = 5;

/** A training step counts three times the forward pass: forward, and the gradients of inputs and of weights. */
export async function measureGraphs(preset: PresetName, batch: number): Promise<Speeds> {
  const graph = buildUnet(presets[preset]);
  const values = initialValues(graph, Random.fromSeed(1));
  const { flop } = costOf(graph);
  const bare = bareConvolutions(graph);
  const [inference, training, convolutions] = [
    await createSession(lowerToInference(graph, values), options),
    await createSession(lowerToTraining(graph, 2), options),
    await createSession(bare.bytes, options),
  ];
  const [one, one2] = [pictures(graph, 1), bare.feeds(1)];
  const [inferenceMs = 0, bareMs = 0] = await bestMs(
    [
      { name: 'inference', run: () => inference.run(one) },
      { name: 'bare', run: () => convolutions.run(one2) },
    ],
    4 * rounds,
  );
  const [many, many2] = [trainingFeeds(graph, values, batch), bare.feeds(batch)];
  const [trainingMs = 0, bareBatchMs = 0] = await bestMs(
    [
      { name: 'training', run: () => training.run(many) },
      { name: 'bare', run: () => convolutions.run(many2) },
    ],
    rounds,
  );
  await Promise.all([inference, training, convolutions].map((session) => session.dispose()));
  return {
    inference: flop / inferenceMs / 1e6,
    inferenceBare: bare.flop / bareMs / 1e6,
    training: (3 * batch * flop) / trainingMs / 1e6,
    trainingBare: (batch * bare.flop) / bareBatchMs / 1e6,
  };
}

function pictures(graph: Graph, batch: number): Record<string, Feed> {
  const random = Random.fromSeed(2);
  const shape = [batch, ...graph.output.shape];
  const draw = (): Feed => ({ values: random.gaussian(new Float32Array(shape.reduce((a, b) => a * b))), shape });
  return { x: draw(), yt: draw(), gamma: { values: new Float32Array(batch).fill(0.5), shape: [batch, 1] } };
}

function trainingFeeds(graph: Graph, values: ReadonlyMap<string, Float32Array>, batch: number): Record<string, Feed> {
  const [, side = 0] = graph.output.shape;
  const inputs = pictures(graph, batch);
  const weight: Feed = { values: new Float32Array(batch * side * side).fill(1 / (3 * batch * side * side)), shape: [batch, 1, side, side] };
  const feeds: Record<string, Feed> = { ...inputs, target: inputs['x'] as Feed, weight };
  for (const node of graph.nodes) {
    if (node.op !== 'dropout') continue;
    const shape = [batch, ...node.y.shape];
    feeds[maskName(node.y.id)] = { values: new Float32Array(shape.reduce((a, b) => a * b)).fill(1), shape };
  }
  for (const { name, shape } of graph.parameters.values()) feeds[name] = { values: values.get(name) as Float32Array, shape };
  return feeds;
}
