import type { Random } from '../random.ts';
import { type Graph, sizeOf } from './graph.ts';

/** Untrained weights, drawn in the order of the graph's parameters. */
export function initialValues(graph: Graph, random: Random): Map<string, Float32Array> {
  const values = new Map<string, Float32Array>();
  for (const { name, shape, initial } of graph.parameters.values()) {
    const tensor = new Float32Array(sizeOf(shape));
    if (initial.kind === 'ones') tensor.fill(1);
    if (initial.kind === 'fan') {
      const bound = Math.sqrt(1 / initial.fanIn);
      for (let i = 0; i < tensor.length; i++) tensor[i] = random.between(-bound, bound);
    }
    values.set(name, tensor);
  }
  return values;
}
