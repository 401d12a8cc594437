import type { Graph } from '../../network/graph.ts';
import { gradientName } from '../lower.ts';
import { maskName } from '../operators/dropout.ts';
import type { Feeds, Session } from '../session.ts';
import { channelsLast, filterLast, tensorOf } from './layout.ts';
import { runGraph } from './run-graph.ts';
import { attempt, type Tensor, type TensorFlow } from './tensorflow.ts';

/**
 * The graph's loss and TensorFlow.js' own gradients of it, fed and answering as `lowerToTraining`'s file does: `loss` [N] and
 * `gradient:<parameter>` of the sum of all losses. One call is one micro-batch: its activations are what memory holds.
 */
export function createTensorFlowTraining(graph: Graph, p: 1 | 2, tf: TensorFlow): Session {
  const parameters = [...graph.parameters.keys()];
  const inputs = graph.nodes.flatMap((node) => (node.op === 'input' ? [node.name] : node.op === 'dropout' ? [maskName(node.y.id)] : []));

  const lesson = (feeds: Feeds): Record<string, Tensor> =>
    tf.tidy(() => {
      const fed = (name: string): Tensor => tensorOf(name, feeds[name], tf);
      const lossOf = (...values: Tensor[]): Tensor => {
        const weights = new Map(parameters.map((name, i) => [name, filterLast(values[i] as Tensor, tf)]));
        const feed = (name: string): Tensor => channelsLast(fed(name), tf);
        const f = runGraph(graph, { tf, feed, weight: ({ name }) => weights.get(name) as Tensor, training: true });
        const difference = tf.sub(f, feed('target'));
        const error = p === 2 ? tf.square(difference) : tf.abs(difference);
        return tf.sum(tf.mul(error, feed('weight')), [1, 2, 3]);
      };
      const { value, grads } = freeingTape(() => tf.valueAndGrads(lossOf)(parameters.map(fed)), tf);
      return { loss: value, ...Object.fromEntries(parameters.map((name, i) => [gradientName(name), grads[i] as Tensor])) };
    });

  return {
    inputs: [...inputs, 'target', 'weight', ...parameters],
    run: async (feeds) =>
      attempt(async () => {
        const results = lesson(feeds);
        try {
          const read = Object.entries(results).map(async ([name, tensor]) => [name, (await tensor.data()) as Float32Array] as const);
          return Object.fromEntries(await Promise.all(read));
        } finally {
          tf.dispose(results);
        }
      }),
    dispose: async () => Promise.resolve(),
  };
}

/** What is kept for the gradients TensorFlow.js frees when it has them, and forgets when something throws before. */
function freeingTape<T>(work: () => T, tf: TensorFlow): T {
  try {
    return work();
  } catch (error) {
    const { state } = tf.engine();
    // Its type leaves out that there is none once it has been used.
    const tape = state.activeTape as typeof state.activeTape | null | undefined;
    for (const { saved } of tape ?? []) tf.dispose(saved ?? []);
    state.activeTape = [];
    throw error;
  }
}
