import type { Backward, Operator } from '../operator.ts';
import type { Node, Shape } from '../../network/graph.ts';
import type { OnnxModel, OnnxName } from '../onnx-model.ts';

export const conv: Operator<'conv'> = {
  forward: ({ x, weight, bias, kernel }, at) =>
    at.model.node('Conv', [at.of(x), at.weight(weight), at.weight(bias)], { kernel_shape: [kernel, kernel], pads: padding(kernel) }),

  gradient(node, dy, at) {
    const { x, weight, bias, kernel } = node;
    at.giveWeight(bias, at.model.node('ReduceSum', [dy, at.model.integers(0, 2, 3)], { keepdims: 0 }));
    at.giveWeight(weight, filterGradient(node, dy, at));
    if (!at.wants(x)) return;
    // dx = dy * w, turned by 180 degrees and with its channel axes exchanged: again a convolution, and a faster one than ConvTranspose.
    at.give(x, at.model.node('Conv', [dy, turnedAndSwapped(node, at)], { kernel_shape: [kernel, kernel], pads: padding(kernel) }));
  },
};

/** dw[o,c,i,j] = sum over pictures and places of dy[o] x[c] moved by (i, j), [O,C,kernel,kernel] */
function filterGradient({ x, y, kernel }: Node<'conv'>, dy: OnnxName, at: Backward): OnnxName {
  const { model } = at;
  const [c = 0] = x.shape;
  const [o = 0] = y.shape;
  if (kernel === 1) {
    const byPlaces = alongPlaces(channelsOutermost(dy, model), o, channelsOutermost(at.of(x), model), c, model);
    return model.node('Reshape', [byPlaces, model.integers(o, c, 1, 1)]);
  }
  // The side with fewer channels is the one to lay out nine times over; moving dy instead of x turns the moves around.
  if (c <= o) {
    const moves = asConvolution({ moved: at.of(x), still: dy, width: c, height: o, shape: x.shape }, model);
    return model.node('Reshape', [model.node('Transpose', [moves], { perm: [0, 2, 1] }), model.integers(o, c, 3, 3)]);
  }
  const moves = asConvolution({ moved: dy, still: at.of(x), width: o, height: c, shape: x.shape }, model);
  return model.node('Reshape', [turn(model.node('Transpose', [moves], { perm: [2, 0, 1] }), model), model.integers(o, c, 3, 3)]);
}

interface Moves {
  /** [N,width,H,W] */
  readonly moved: OnnxName;
  /** [N,height,H,W] */
  readonly still: OnnxName;
  readonly width: number;
  readonly height: number;
  /** [..,H,W] */
  readonly shape: Shape;
}

/**
 * sum over pictures and places of still[a] moved[b] for the nine moves, as one convolution: the pictures are its channels,
 * `still` its kernels as large as a picture, and the channels of `moved` a third axis that the kernels only pass along.
 * ONNX Runtime lays such a convolution out block by block in the cache and in every thread, so that it is faster than
 * products of matrices that are laid out in memory, and several times faster than a two-dimensional convolution with
 * picture-sized kernels (docs/engines.md).
 * @returns [height, 9, width]
 */
function asConvolution({ moved, still, width, height, shape }: Moves, model: OnnxModel): OnnxName {
  const [, h = 0, w = 0] = shape;
  const picture = model.node('Reshape', [model.node('Transpose', [moved], { perm: [0, 2, 3, 1] }), model.integers(1, -1, h, w, width)]);
  const kernels = model.node('Reshape', [channelsOutermost(still, model), model.integers(height, -1, h, w, 1)]);
  const sums = model.node('Conv', [picture, kernels], { kernel_shape: [h, w, 1], pads: [1, 1, 0, 1, 1, 0] });
  return model.node('Reshape', [sums, model.integers(height, 9, width)]);
}

function channelsOutermost(x: OnnxName, model: OnnxModel): OnnxName {
  return model.node('Transpose', [x], { perm: [1, 0, 2, 3] });
}

/** [A,places..], [B,places..] -> [A,B] */
function alongPlaces(a: OnnxName, countA: number, b: OnnxName, countB: number, model: OnnxModel): OnnxName {
  const rows = model.node('Reshape', [a, model.integers(countA, -1)]);
  const columns = model.node('Reshape', [b, model.integers(countB, -1)]);
  return model.node('MatMul', [rows, model.node('Transpose', [columns], { perm: [1, 0] })]);
}

/** [O,C,3,3] -> [C,O,3,3] turned by 180 degrees */
function turnedAndSwapped({ weight }: Node<'conv'>, at: Backward): OnnxName {
  const { model } = at;
  const swapped = model.node('Transpose', [at.weight(weight)], { perm: [1, 0, 2, 3] });
  const [o = 0, c = 0, kernel = 1] = weight.shape;
  if (kernel === 1) return swapped;
  return model.node('Reshape', [turn(model.node('Reshape', [swapped, model.integers(c * o, 9)]), model), model.integers(c, o, 3, 3)]);
}

/** Reverses the last axis, of nine: a product with an exchange matrix, as a backward Slice is slow in ONNX Runtime. */
function turn(x: OnnxName, model: OnnxModel): OnnxName {
  const exchange = Float32Array.from({ length: 81 }, (_, i) => (Math.floor(i / 9) + (i % 9) === 8 ? 1 : 0));
  return model.node('MatMul', [x, model.tensor('exchange_9', [9, 9], exchange)]);
}

function padding(kernel: number): number[] {
  const side = (kernel - 1) / 2;
  return [side, side, side, side];
}
