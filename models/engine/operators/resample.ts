import type { OnnxModel, OnnxName } from '../onnx-model.ts';
import type { Operator } from '../operator.ts';

/** Means of 2x2, and back: each pixel gets a quarter. */
export const averagePool: Operator<'averagePool'> = {
  forward: ({ x }, { model, of }) => halve(of(x), model),
  gradient({ x }, dy, at) {
    at.give(x, at.model.node('Mul', [repeat(dy, at.model), at.model.number(0.25)]));
  },
};

/** Each pixel four times, and back: the sum of the four. */
export const upsample: Operator<'upsample'> = {
  forward: ({ x }, { model, of }) => repeat(of(x), model),
  gradient({ x }, dy, at) {
    at.give(x, at.model.node('Mul', [halve(dy, at.model), at.model.number(4)]));
  },
};

function halve(x: OnnxName, model: OnnxModel): OnnxName {
  return model.node('AveragePool', [x], { kernel_shape: [2, 2], strides: [2, 2] });
}

function repeat(x: OnnxName, model: OnnxModel): OnnxName {
  const scales = model.tensor('scales_2x2', [4], Float32Array.of(1, 1, 2, 2));
  return model.node('Resize', [x, '', scales], { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' });
}
