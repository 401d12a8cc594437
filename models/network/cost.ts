import { type Graph, sizeOf } from './graph.ts';

/** Parameters and multiply-adds (counted as two operations) of one forward pass for one picture. */
export function costOf(graph: Graph): { readonly parameters: number; readonly flop: number } {
  let parameters = 0;
  for (const { shape } of graph.parameters.values()) parameters += sizeOf(shape);
  let flop = 0;
  for (const node of graph.nodes) {
    if (node.op === 'conv') {
      const [, h = 0, w = 0] = node.y.shape;
      flop += 2 * sizeOf(node.weight.shape) * h * w;
    } else if (node.op === 'linear') {
      flop += 2 * sizeOf(node.weight.shape);
    } else if (node.op === 'attention') {
      const [c = 0, h = 0, w = 0] = node.y.shape;
      flop += 4 * c * (h * w) ** 2;
    } else if (node.op === 'haar' || node.op === 'inverseHaar') {
      flop += 2 * sizeOf(node.y.shape) * 4 ** node.levels;
    }
  }
  return { parameters, flop };
}
