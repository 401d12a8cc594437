import type { Graph } from '../../network/graph.ts';
import type { ParameterValues } from '../lower.ts';
import type { Feeds, Session } from '../session.ts';
import { channelsFirst, channelsLast, filterLast, parameterTensor, sliceOf, tensorOf } from './layout.ts';
import { runGraph } from './run-graph.ts';
import { attempt, type Tensor, type TensorFlow } from './tensorflow.ts';

/** Pictures that are computed together: more need more memory, and are no faster on a processor. */
const PICTURES_AT_ONCE = 4;

/**
 * The graph on TensorFlow.js, fed and answering as `lowerToInference`'s file does: inputs as in the graph, output `f`.
 * The weights go to the backend once, transposed. Memory is bounded by a few pictures, whatever the batch.
 * @throws AppFailure 'engine-failed' if a parameter is missing, or the backend has no room for them
 */
export async function createTensorFlowSession(graph: Graph, values: ParameterValues, tf: TensorFlow): Promise<Session> {
  const names = graph.nodes.flatMap((node) => (node.op === 'input' ? [node.name] : []));
  const weights = await attempt(async () => keptWeights(graph, values, tf));
  const few = async (feeds: Feeds): Promise<Float32Array> => {
    const f = tf.tidy(() => {
      const feed = (name: string): Tensor => channelsLast(tensorOf(name, feeds[name], tf), tf);
      const weight = ({ name }: { readonly name: string }): Tensor => weights.get(name) as Tensor;
      return channelsFirst(runGraph(graph, { tf, feed, weight, training: false }), tf);
    });
    try {
      return (await f.data()) as Float32Array;
    } finally {
      f.dispose();
    }
  };
  return {
    inputs: names,
    run: async (feeds) =>
      attempt(async () => {
        const count = feeds[names[0] as string]?.shape[0] ?? 0;
        const parts = [];
        for (let first = 0; first < count; first += PICTURES_AT_ONCE) {
          const end = Math.min(count, first + PICTURES_AT_ONCE);
          parts.push(await few(Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, sliceOf(feed, first, end)]))));
        }
        return { f: joined(parts) };
      }),
    async dispose() {
      tf.dispose([...weights.values()]);
      weights.clear();
    },
  };
}

/** On a failure none stays behind. */
function keptWeights(graph: Graph, values: ParameterValues, tf: TensorFlow): Map<string, Tensor> {
  const parameters = [...graph.parameters.values()];
  const tensors = tf.tidy(() => parameters.map((parameter) => filterLast(parameterTensor(parameter, values.get(parameter.name), tf), tf)));
  return new Map(parameters.map(({ name }, i) => [name, tensors[i] as Tensor]));
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
