import type { Backward, Operator } from '../operator.ts';
import type { Node } from '../../network/graph.ts';
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

/**
 * dw[o,c,i,j] = sum over pictures and places of dy[o] x[c] moved by (i, j). Only the three sideways moves of x are laid out;
 * up and down, dy moves instead, as in rows of one long line that is a shift by the line's width. With the channels
 * outermost, three products of matrices then give all nine and sum over the pictures: several times faster in ONNX Runtime
 * than nine copies of x, and these than a convolution with a picture-sized kernel (docs/engines.md).
 */
function filterGradient(node: Node<'conv'>, dy: OnnxName, at: Backward): OnnxName {
  const { model } = at;
  const [c = 0, h = 0, w = 0] = node.x.shape;
  const [o = 0] = node.y.shape;
  const x = model.node('Transpose', [at.of(node.x)], { perm: [1, 0, 2, 3] });
  const dyChannels = model.node('Transpose', [dy], { perm: [1, 0, 2, 3] });
  if (node.kernel === 1) return model.node('Reshape', [alongPlaces(dyChannels, o, x, c, model), model.integers(o, c, 1, 1)]);
  const moves = [1, 0, -1].map((left) => model.node('Pad', [x, model.integers(0, 0, 1, left, 0, 0, 1, -left)]));
  const sideways = model.node('Concat', moves, { axis: 0 });
  const lines = model.node('Reshape', [dyChannels, model.integers(o, -1, h * w)]);
  const rows = [0, 1, 2].map((i) => {
    const lowered = model.node('Pad', [lines, model.integers(0, 0, i * w, 0, 0, (2 - i) * w)]);
    return model.node('Reshape', [alongPlaces(lowered, o, sideways, 3 * c, model), model.integers(o, 1, 3, c)]);
  });
  return model.node('Transpose', [model.node('Concat', rows, { axis: 1 })], { perm: [0, 3, 1, 2] });
}

/** [A,places..], [B,places..] -> [A,B] */
function alongPlaces(a: OnnxName, countA: number, b: OnnxName, countB: number, model: OnnxModel): OnnxName {
  const rows = model.node('Reshape', [a, model.integers(countA, -1)]);
  const columns = model.node('Reshape', [b, model.integers(countB, -1)]);
  return model.node('MatMul', [rows, model.node('Transpose', [columns], { perm: [1, 0] })]);
}

/** [O,C,3,3] -> [C,O,3,3] turned by 180 degrees; the turn is a product with an exchange matrix, as a backward Slice is slow. */
function turnedAndSwapped({ weight }: Node<'conv'>, at: Backward): OnnxName {
  const { model } = at;
  const swapped = model.node('Transpose', [at.weight(weight)], { perm: [1, 0, 2, 3] });
  const [o = 0, c = 0, kernel = 1] = weight.shape;
  if (kernel === 1) return swapped;
  const exchange = model.tensor('exchange_9', [9, 9], Float32Array.from({ length: 81 }, (_, i) => (Math.floor(i / 9) + (i % 9) === 8 ? 1 : 0)));
  const turned = model.node('MatMul', [model.node('Reshape', [swapped, model.integers(c * o, 9)]), exchange]);
  return model.node('Reshape', [turned, model.integers(c, o, 3, 3)]);
}

function padding(kernel: number): number[] {
  const side = (kernel - 1) / 2;
  return [side, side, side, side];
}
