import type { Graph, Node, Value } from '../../network/graph.ts';
import { type At, operators } from './operators.ts';
import type { Tensor } from './tensorflow.ts';

/**
 * The graph's output, [N,H,W,C]. Every value is freed once its last reader has run, so that no more is in memory than is
 * still needed; what a gradient will ask for TensorFlow.js keeps by itself.
 */
export function runGraph(graph: Graph, at: Omit<At, 'of'>): Tensor {
  const { tf } = at;
  const values = new Map<number, Tensor>();
  const of = (value: Value): Tensor => values.get(value.id) as Tensor;
  const lastReads = lastReadsOf(graph);
  for (const node of graph.nodes) {
    values.set(node.y.id, tf.tidy(() => operatorOf(node)(node, { ...at, of })));
    for (const id of lastReads.get(node.y.id) ?? []) values.get(id)?.dispose();
  }
  return of(graph.output);
}

/** Node -> the values that no later node reads. The output stays. */
function lastReadsOf(graph: Graph): Map<number, readonly number[]> {
  const readers = new Map<number, number>();
  for (const node of graph.nodes) for (const { id } of operandsOf(node)) readers.set(id, node.y.id);
  readers.delete(graph.output.id);
  const reads = new Map<number, number[]>();
  for (const [value, node] of readers) reads.set(node, [...(reads.get(node) ?? []), value]);
  return reads;
}

function operandsOf(node: Node): readonly Value[] {
  return Object.values(node).filter((field: unknown): field is Value => field !== node.y && isValue(field));
}

function isValue(field: unknown): field is Value {
  return typeof field === 'object' && field !== null && 'id' in field;
}

/** The table pairs each name with the operator of that name; TypeScript cannot follow a union through the lookup. */
function operatorOf(node: Node): (node: Node, at: At) => Tensor {
  return operators[node.op] as (node: Node, at: At) => Tensor;
}
