import { maskName } from '../engine/operators/dropout.ts';
import { type Graph, type Shape, sizeOf } from '../network/graph.ts';
import type { Random } from '../random.ts';

/** Masks for every dropout of the graph: 0 with its probability (to 1/256), else what keeps the mean. Name -> mask and shape. */
export function drawDropout(graph: Graph, batchSize: number, random: Random): Map<string, { values: Float32Array; shape: Shape }> {
  const masks = new Map<string, { values: Float32Array; shape: Shape }>();
  for (const node of graph.nodes) {
    if (node.op !== 'dropout') continue;
    const values = fillMask(new Float32Array(batchSize * sizeOf(node.y.shape)), node.rate, random);
    masks.set(maskName(node.y.id), { values, shape: [batchSize, ...node.y.shape] });
  }
  return masks;
}

/** Four elements from each random word, a byte each. */
function fillMask(mask: Float32Array, rate: number, random: Random): Float32Array {
  const dropped = Math.round(rate * 256);
  const kept = 256 / (256 - dropped);
  for (let i = 0; i < mask.length; ) {
    let word = random.word();
    for (let byte = 0; byte < 4 && i < mask.length; byte++, i++, word >>>= 8) mask[i] = (word & 255) < dropped ? 0 : kept;
  }
  return mask;
}
