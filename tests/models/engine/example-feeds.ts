import { maskName } from '../../../models/engine/operators/dropout.ts';
import type { Feed } from '../../../models/engine/session.ts';
import { type Graph, type Shape, sizeOf } from '../../../models/network/graph.ts';
import { Random } from '../../../models/random.ts';

/** Values for every parameter, none at its start: what begins as zero would hide what lies before it. */
export function randomParameters(graph: Graph, seed: number): Map<string, Float32Array> {
  const random = Random.fromSeed(seed);
  return new Map(
    [...graph.parameters.values()].map(({ name, shape }) => {
      const fanIn = shape.length === 1 ? 25 : sizeOf(shape.slice(1));
      const middle = shape.length === 1 && name.endsWith('norm.weight') ? 1 : 0;
      return [name, random.gaussian(new Float32Array(sizeOf(shape))).map((value) => middle + value / Math.sqrt(fanIn))];
    }),
  );
}

/** Gaussian pictures and noise levels in [0, 1] for each input of the graph. */
export function randomInputs(graph: Graph, batch: number, seed: number): Record<string, Feed> {
  const random = Random.fromSeed(seed);
  const feeds: Record<string, Feed> = {};
  for (const node of graph.nodes) {
    if (node.op !== 'input') continue;
    const feed = gaussian(batch, node.y.shape, random);
    // Levels apart from each other, and small: the embedding's fastest wave turns 1000 times over [0, 1].
    feeds[node.name] = node.name === 'gamma' ? { ...feed, values: feed.values.map((_, i) => 0.002 + 0.3 * i) } : feed;
  }
  return feeds;
}

/** What training needs besides: targets (for L1 a good way off, so that no |f - target| crosses 0), weights, masks. */
export function randomLesson(graph: Graph, p: 1 | 2, batch: number, seed: number): Record<string, Feed> {
  const random = Random.fromSeed(seed);
  const [, h = 0, w = 0] = graph.output.shape;
  const target = gaussian(batch, graph.output.shape, random);
  const weight = gaussian(batch, [1, h, w], random);
  const feeds: Record<string, Feed> = {
    target: { ...target, values: target.values.map((value) => (p === 1 ? Math.sign(value) * 10 : value)) },
    weight: { ...weight, values: weight.values.map((value) => (0.5 + Math.abs(value)) / (h * w)) },
  };
  for (const node of graph.nodes) {
    if (node.op !== 'dropout') continue;
    const mask = gaussian(batch, node.y.shape, random);
    feeds[maskName(node.y.id)] = { ...mask, values: mask.values.map(() => (random.uniform() < node.rate ? 0 : 1 / (1 - node.rate))) };
  }
  return feeds;
}

/** Parameters as feeds of the training graph. */
export function parameterFeeds(graph: Graph, values: ReadonlyMap<string, Float32Array>): Record<string, Feed> {
  return Object.fromEntries([...graph.parameters.values()].map(({ name, shape }) => [name, { values: values.get(name)!, shape }]));
}

function gaussian(batch: number, shape: Shape, random: Random): Feed {
  const full = [batch, ...shape];
  return { values: random.gaussian(new Float32Array(sizeOf(full))), shape: full };
}
