import { haarKernels } from '../../network/haar.ts';
import type { OnnxModel, OnnxName } from '../onnx-model.ts';
import type { Operator } from '../operator.ts';

/** An orthogonal map, so its transpose is its inverse and each is the other's gradient rule. */
export const haar: Operator<'haar'> = {
  forward: ({ x, levels }, { model, of }) => analyse(of(x), x.shape[0] as number, levels, model),
  gradient({ x, levels }, dy, at) {
    if (at.wants(x)) at.give(x, synthesise(dy, x.shape[0] as number, levels, at.model));
  },
};

export const inverseHaar: Operator<'inverseHaar'> = {
  forward: ({ x, y, levels }, { model, of }) => synthesise(of(x), y.shape[0] as number, levels, model),
  gradient({ x, y, levels }, dy, at) {
    if (at.wants(x)) at.give(x, analyse(dy, y.shape[0] as number, levels, at.model));
  },
};

function analyse(x: OnnxName, channels: number, levels: number, model: OnnxModel): OnnxName {
  return model.node('Conv', [x, kernels(channels, levels, model)], attributes(levels));
}

function synthesise(x: OnnxName, channels: number, levels: number, model: OnnxModel): OnnxName {
  return model.node('ConvTranspose', [x, kernels(channels, levels, model)], attributes(levels));
}

function attributes(levels: number): Record<string, number[]> {
  const side = 2 ** levels;
  return { kernel_shape: [side, side], strides: [side, side] };
}

/** [channels side^2, channels, side, side], zero between different channels: a dense convolution is faster here than a grouped one. */
function kernels(channels: number, levels: number, model: OnnxModel): OnnxName {
  const area = 4 ** levels;
  const patterns = haarKernels(levels);
  const dense = new Float32Array(channels * area * channels * area);
  for (let c = 0; c < channels; c++) {
    for (let k = 0; k < area; k++) dense.set(patterns.subarray(k * area, (k + 1) * area), ((c * area + k) * channels + c) * area);
  }
  return model.tensor(`haar_${channels}_${levels}`, [channels * area, channels, 2 ** levels, 2 ** levels], dense);
}
