import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { embeddingFrequencies } from '../../network/embedding.ts';
import type { Node, OperationName, Parameter, Value } from '../../network/graph.ts';
import { haarKernels } from '../../network/haar.ts';
import { maskName } from '../operators/dropout.ts';
import type { Tensor, TensorFlow } from './tensorflow.ts';

/** Where an operator finds its operands: pictures [N,H,W,C], lists [N,C], filters [kernel,kernel,C,O]. */
export interface At {
  readonly tf: TensorFlow;
  readonly of: (value: Value) => Tensor;
  readonly weight: (parameter: Parameter) => Tensor;
  /** What the graph is fed, by name. */
  readonly feed: (name: string) => Tensor;
  /** Dropout's masks are fed only then. */
  readonly training: boolean;
}

type Operator<Name extends OperationName> = (node: Node<Name>, at: At) => Tensor;

/**
 * The graph's operators as TensorFlow.js calls, the same for inference and for training: its autograd derives what
 * models/engine/operators/ writes out by hand. Only calls whose gradients are right on every backend that has them are used:
 * no resizing, no strided convolution, no pooling, no tiling.
 */
export const operators: { readonly [Name in OperationName]: Operator<Name> } = {
  input: ({ name }, { feed }) => feed(name),

  conv: ({ x, weight, bias }, { tf, of, weight: w }) => tf.add(tf.conv2d(of(x) as Tensor4D, w(weight) as Tensor4D, 1, 'same'), w(bias)),

  linear: ({ x, weight, bias }, { tf, of, weight: w }) => tf.add(tf.matMul(of(x), w(weight), false, true), w(bias)),

  groupNorm,

  modulate({ x, by }, { tf, of }) {
    const [gain, shift] = gainAndShift(of(by), tf);
    return tf.add(tf.mul(of(x), gain), shift);
  },

  silu: ({ x }, { tf, of }) => tf.mul(of(x), tf.sigmoid(of(x))),

  dropout: ({ x, y }, { tf, of, feed, training }) => (training ? tf.mul(of(x), feed(maskName(y.id))) : tf.clone(of(x))),

  attention,

  add: ({ a, b }, { tf, of }) => tf.add(of(a), of(b)),

  concat: ({ a, b }, { tf, of }) => tf.concat([of(a), of(b)], -1),

  averagePool({ x, y }, { tf, of }) {
    const [c = 0, h = 0, w = 0] = y.shape;
    const rows = tf.sum(tf.reshape(of(x), [-1, 2, 2 * w, c]), 1);
    return tf.mul(tf.reshape(tf.sum(tf.reshape(rows, [-1, 2, c]), 1), [-1, h, w, c]), 0.25);
  },

  /** Beside itself along the channels, which lie innermost, is beside itself along the rows. */
  upsample({ x }, { tf, of }) {
    const [c = 0, h = 0, w = 0] = x.shape;
    const wide = tf.concat([of(x), of(x)], 3);
    const rows = tf.reshape(wide, [-1, h, 2 * w * c]);
    return tf.reshape(tf.concat([rows, rows], 2), [-1, 2 * h, 2 * w, c]);
  },

  haar({ x, y, levels }, { tf, of }) {
    const [c = 0] = x.shape;
    const [bands = 0, h = 0, w = 0] = y.shape;
    const side = 2 ** levels;
    const patches = tf.transpose(tf.reshape(of(x), [-1, side, w, side, c]), [0, 2, 4, 1, 3]);
    const analysed = tf.matMul(tf.reshape(patches, [-1, side * side]), kernels(levels, tf), false, true);
    return tf.reshape(analysed, [-1, h, w, bands]);
  },

  inverseHaar({ x, y, levels }, { tf, of }) {
    const [, h = 0, w = 0] = x.shape;
    const [c = 0] = y.shape;
    const side = 2 ** levels;
    const patches = tf.matMul(tf.reshape(of(x), [-1, side * side]), kernels(levels, tf));
    const rows = tf.transpose(tf.reshape(patches, [-1, w, c, side, side]), [0, 3, 1, 4, 2]);
    return tf.reshape(rows, [-1, h * side, w * side, c]);
  },

  noiseEmbedding({ gamma, y }, { tf, of }) {
    const angles = tf.mul(of(gamma), tf.tensor1d(embeddingFrequencies(y.shape[0] as number)));
    return tf.concat([tf.cos(angles), tf.sin(angles)], 1);
  },
};

const EPSILON = 1e-5;

/** y = x a + b with one a and b for each channel of each picture, as in models/engine/operators/group-norm.ts. */
function groupNorm({ x, scale, offset, groups, modulation }: Node<'groupNorm'>, { tf, of, weight }: At): Tensor {
  const [c = 0, h = 0, w = 0] = x.shape;
  const grouped = tf.reshape(of(x), [-1, h * w, groups, c / groups]);
  const { mean, variance } = tf.moments(grouped, [1, 3], true);
  const r = tf.rsqrt(tf.add(variance, EPSILON));
  const a = tf.mul(r, tf.reshape(weight(scale), [1, 1, groups, c / groups]));
  const b = tf.sub(tf.reshape(weight(offset), [1, 1, groups, c / groups]), tf.mul(mean, a));
  const perChannel = (value: Tensor): Tensor => tf.reshape(value, [-1, 1, 1, c]);
  if (modulation === undefined) return tf.add(tf.mul(of(x), perChannel(a)), perChannel(b));
  const [gain, shift] = gainAndShift(of(modulation), tf);
  return tf.add(tf.mul(of(x), tf.mul(perChannel(a), gain)), tf.add(tf.mul(perChannel(b), gain), shift));
}

/** by = [s, t], [N,2C] -> 1 + s and t, [N,1,1,C] */
function gainAndShift(by: Tensor, tf: TensorFlow): [gain: Tensor, shift: Tensor] {
  const channels = (by.shape[1] as number) / 2;
  const part = (first: number): Tensor => tf.reshape(tf.slice(by, [0, first], [-1, channels]), [-1, 1, 1, channels]);
  return [tf.add(part(0), 1), part(channels)];
}

/** softmax(q^T k / sqrt d) v over all places (Vaswani et al. 2017, eq. 1), with pictures and heads as one axis. */
function attention({ qkv, y, heads }: Node<'attention'>, { tf, of }: At): Tensor {
  const [c = 0, h = 0, w = 0] = y.shape;
  const [places, d] = [h * w, c / heads];
  const apart = tf.transpose(tf.reshape(of(qkv), [-1, places, 3, heads, d]), [2, 0, 3, 1, 4]);
  const [q, k, v] = tf.unstack(tf.reshape(apart, [3, -1, places, d])) as [Tensor3D, Tensor3D, Tensor3D];
  const scores = tf.matMul(tf.mul(q, 1 / Math.sqrt(d)), k, false, true);
  const headsFirst = tf.reshape(tf.matMul(tf.softmax(scores), v), [-1, heads, places, d]);
  return tf.reshape(tf.transpose(headsFirst, [0, 2, 1, 3]), [-1, h, w, c]);
}

/** [side^2, side^2], a row for each band. */
function kernels(levels: number, tf: TensorFlow): Tensor {
  return tf.tensor2d(haarKernels(levels), [4 ** levels, 4 ** levels]);
}
