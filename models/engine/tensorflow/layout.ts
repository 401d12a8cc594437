import { type Parameter, type Shape, sizeOf } from '../../network/graph.ts';
import type { Feed } from '../session.ts';
import type { Tensor, TensorFlow } from './tensorflow.ts';

/**
 * TensorFlow's convolutions want channels last: a picture is [N,H,W,C] here and a filter [kernel,kernel,C,O]. Outside
 * both have the graph's order, [N,C,H,W] and [O,C,kernel,kernel]; lists [N,C], matrices and biases are the same in both.
 */
export function channelsLast(x: Tensor, tf: TensorFlow): Tensor {
  return x.rank === 4 ? tf.transpose(x, [0, 2, 3, 1]) : x;
}

/** [N,H,W,C] -> [N,C,H,W] */
export function channelsFirst(x: Tensor, tf: TensorFlow): Tensor {
  return x.rank === 4 ? tf.transpose(x, [0, 3, 1, 2]) : x;
}

/** A parameter in the graph's order, as TensorFlow wants it. */
export function filterLast(weight: Tensor, tf: TensorFlow): Tensor {
  return weight.rank === 4 ? tf.transpose(weight, [2, 3, 1, 0]) : weight;
}

/** @throws RangeError if the feed is missing or does not fill its shape */
export function tensorOf(name: string, feed: Feed | undefined, tf: TensorFlow): Tensor {
  if (feed?.values.length !== sizeOf(feed?.shape ?? [0])) throw new RangeError(`${name} is missing or does not fill its shape.`);
  return tf.tensor(feed.values, [...feed.shape], 'float32');
}

/** @throws RangeError as `tensorOf` */
export function parameterTensor({ name, shape }: Parameter, values: Float32Array | undefined, tf: TensorFlow): Tensor {
  return tensorOf(name, values && { values, shape }, tf);
}

/** Pictures `first` to `end` of a feed. */
export function sliceOf({ values, shape }: Feed, first: number, end: number): Feed {
  const rest: Shape = shape.slice(1);
  const size = sizeOf(rest);
  return { values: values.subarray(first * size, end * size), shape: [end - first, ...rest] };
}
