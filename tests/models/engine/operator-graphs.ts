import { type Graph, GraphBuilder, type OperationName, type Value } from '../../../models/network/graph.ts';

/** Graphs of one operator between what is learned, one for each branch of its gradient rule. */
const cases: readonly (readonly [what: string, operator: OperationName, build: (g: GraphBuilder, x: Value) => Value])[] = [
  ['a 1x1 convolution that is asked for dx', 'conv', (g, x) => g.conv('after', learned(g, x, 4), 3, 1)],
  ['a 3x3 convolution that is asked for dx', 'conv', (g, x) => g.conv('after', learned(g, x, 4), 3, 3)],
  ['a 3x3 convolution of an input', 'conv', (g, x) => g.conv('only', x, 4, 3)],
  ['a 1x1 convolution of an input', 'conv', (g, x) => g.conv('only', x, 4, 1)],
  ['group norm', 'groupNorm', (g, x) => g.groupNorm('norm', learned(g, x, 6), 2)],
  ['group norm of an input', 'groupNorm', (g, x) => g.groupNorm('norm', g.concat(x, x), 2)],
  ['modulated group norm', 'groupNorm', (g, x) => g.groupNorm('norm', learned(g, x, 6), 3, level(g, 12))],
  ['modulated group norm of an input', 'groupNorm', (g, x) => g.groupNorm('norm', x, 1, level(g, 6))],
  ['modulate', 'modulate', (g, x) => g.modulate(learned(g, x, 4), level(g, 8))],
  ['modulate of an input', 'modulate', (g, x) => g.modulate(x, level(g, 6))],
  ['SiLU of a picture', 'silu', (g, x) => g.silu(learned(g, x, 4))],
  ['SiLU and linear maps of a list', 'linear', (g, x) => g.modulate(x, g.linear('last', g.silu(level(g, 5)), 6))],
  ['dropout', 'dropout', (g, x) => g.dropout(learned(g, x, 4), 0.4)],
  ['attention of one head', 'attention', (g, x) => g.attention(g.conv('qkv', x, 12, 1), 1)],
  ['attention of three heads', 'attention', (g, x) => g.attention(g.conv('qkv', x, 18, 1), 3)],
  ['add of two learned values', 'add', (g, x) => g.add(learned(g, x, 3), g.conv('other', x, 3, 1))],
  ['add of a value to itself', 'add', (g, x) => double(g, learned(g, x, 3))],
  ['add of an input on the left', 'add', (g, x) => g.add(x, learned(g, x, 3))],
  ['add of an input on the right', 'add', (g, x) => g.add(learned(g, x, 3), x)],
  ['concat of unequal widths', 'concat', (g, x) => g.conv('after', g.concat(learned(g, x, 5), g.conv('other', x, 2, 1)), 3, 1)],
  ['concat with an input on the left', 'concat', (g, x) => g.concat(x, learned(g, x, 2))],
  ['concat with an input on the right', 'concat', (g, x) => g.concat(learned(g, x, 2), x)],
  ['means of 2x2', 'averagePool', (g, x) => g.averagePool(learned(g, x, 3))],
  ['upsampling', 'upsample', (g, x) => g.upsample(learned(g, x, 3))],
  ['Haar, one level', 'haar', (g, x) => g.haar(learned(g, x, 2), 1)],
  ['Haar, two levels', 'haar', (g, x) => g.haar(learned(g, x, 2), 2)],
  ['Haar of an input', 'haar', (g, x) => g.conv('after', g.haar(x, 1), 2, 1)],
  ['inverse Haar, one level', 'inverseHaar', (g, x) => g.inverseHaar(learned(g, x, 8), 1)],
  ['inverse Haar, two levels', 'inverseHaar', (g, x) => g.inverseHaar(learned(g, x, 16), 2)],
  ['inverse Haar of an input', 'inverseHaar', (g, x) => g.conv('after', g.inverseHaar(g.concat(g.concat(x, x), g.concat(x, x)), 1), 2, 1)],
  ['the embedding of the noise level', 'noiseEmbedding', (g, x) => g.modulate(x, level(g, 6))],
];

export const operatorGraphs: readonly (readonly [what: string, operator: OperationName, graph: Graph])[] = cases.map(
  ([what, operator, build]) => [what, operator, graphOf(build)],
);

function graphOf(build: (g: GraphBuilder, x: Value) => Value): Graph {
  const g = new GraphBuilder();
  return g.finish(build(g, g.input('x', [3, 4, 8])));
}

function learned(g: GraphBuilder, x: Value, channels: number): Value {
  return g.conv('before', x, channels, 1);
}

/** A list of numbers that depends on a noise level, as modulations do. */
function level(g: GraphBuilder, width: number): Value {
  return g.linear('level.1', g.silu(g.linear('level.0', g.noiseEmbedding(g.input('gamma', [1]), 8), 6)), width);
}

function double(g: GraphBuilder, x: Value): Value {
  return g.add(x, x);
}
