import type { Layer, LayersModel } from './layers-model.ts';
import { LayersLowering, onlyInput } from './lower-layers.ts';

/** Side of the pictures that Inception v3 looks at, pixels. */
export const inceptionSide = 299;

/** Outputs that say what is seen at each place. */
export const mapOutputs = [
  { name: 'near', channels: 64, side: 73 },
  { name: 'between', channels: 256, side: 35 },
  { name: 'far', channels: 768, side: 17 },
] as const;

/**
 * nsfwjs's Inception v3 as an ONNX file that gives pooled features. What comes after the pooling is left out.
 * Input `pictures` [N,3,299,299], RGB in [-1, 1]. Output `features` [N,2048], those at the end, which Frechet distances are
 * taken of; output `middle` [N,768], means of the last layer that its fine-tuning left frozen; outputs `near` [N,64,73,73],
 * `between` [N,256,35,35] and `far` [N,768,17,17], vectors of length 1 at each place after the first pooling, the first block
 * and that last frozen layer.
 * @throws RangeError if the layers are not put together as there
 */
export function inceptionToOnnx(model: LayersModel): Uint8Array {
  const flatten = model.layers.find((layer) => layer.class_name === 'Flatten');
  const pooling = model.layers.find((layer) => layer.class_name === 'MaxPooling2D');
  const block = model.layers.find((layer) => layer.class_name === 'Concatenate');
  const frozen = model.layers.findLast((layer) => layer.class_name === 'Concatenate' && !layer.config.trainable);
  if (flatten === undefined || pooling === undefined || block === undefined || frozen === undefined) {
    throw new RangeError('A layer Flatten, MaxPooling2D or Concatenate, or one that is not trainable, is missing.');
  }
  const lowering = new LayersLowering(model, inceptionSide);
  const { onnx } = lowering;
  onnx.output('features', onnx.node('Flatten', [lowering.of(onlyInput(flatten))], { axis: 1 }), [2048]);
  onnx.output('middle', onnx.node('ReduceMean', [lowering.of(frozen.name), onnx.integers(2, 3)], { keepdims: 0 }), [768]);
  mapOutputs.forEach(({ name, channels, side }, depth) => {
    const map = lowering.of(([pooling, block, frozen][depth] as Layer).name);
    const squares = onnx.node('ReduceSum', [onnx.node('Mul', [map, map]), onnx.integers(1)]);
    const length = onnx.node('Sqrt', [onnx.node('Add', [squares, onnx.number(1e-10)])]);
    onnx.output(name, onnx.node('Div', [map, length]), [channels, side, side]);
  });
  return onnx.encode('nsfwjs-inception-v3');
}
