import { OnnxModel } from '../../../../models/engine/onnx-model.ts';
import { Random } from '../../../../models/random.ts';

/** A quick network of the shape that --inception wants: means over 13 x 13 patches, mixed into so many features by chance. */
export function smallInception(features = 2048): Uint8Array {
  const onnx = new OnnxModel();
  const means = onnx.node('AveragePool', [onnx.input('anything', [3, 299, 299])], { kernel_shape: [23, 23], strides: [23, 23] });
  const flat = onnx.node('Flatten', [means], { axis: 1 });
  const weights = Random.fromSeed(1).gaussian(new Float32Array(3 * 13 * 13 * features));
  onnx.output('pooled', onnx.node('MatMul', [flat, onnx.tensor('weights', [3 * 13 * 13, features], weights)]), [features]);
  return onnx.encode('small-inception');
}
