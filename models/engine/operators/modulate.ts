import type { OnnxModel, OnnxName } from '../onnx-model.ts';
import type { Operator } from '../operator.ts';

export const modulate: Operator<'modulate'> = {
  forward: ({ x, by }, { model, of }) => modulated(of(x), of(by), x.shape[0] as number, model),

  gradient({ x, by }, dy, at) {
    const { model } = at;
    const places = model.integers(2, 3);
    const ds = model.node('ReduceSum', [model.node('Mul', [dy, at.of(x)]), places], { keepdims: 0 });
    const dt = model.node('ReduceSum', [dy, places], { keepdims: 0 });
    at.give(by, model.node('Concat', [ds, dt], { axis: 1 }));
    if (at.wants(x)) at.give(x, model.node('Mul', [dy, gainAndShift(at.of(by), x.shape[0] as number, model)[0]]));
  },
};

/** x (1 + s) + t for by = [s, t] */
export function modulated(x: OnnxName, by: OnnxName, channels: number, model: OnnxModel): OnnxName {
  const [gain, shift] = gainAndShift(by, channels, model);
  return model.node('Add', [model.node('Mul', [x, gain]), shift]);
}

export function gainAndShift(by: OnnxName, channels: number, model: OnnxModel): [gain: OnnxName, shift: OnnxName] {
  const places = model.node('Reshape', [by, model.integers(0, 2 * channels, 1, 1)]);
  const [s = '', t = ''] = model.nodes('Split', [places], 2, { axis: 1, num_outputs: 2 });
  return [model.node('Add', [s, model.number(1)]), t];
}
