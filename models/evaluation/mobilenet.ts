import type { LayersModel } from './layers-model.ts';
import { LayersLowering } from './lower-layers.ts';

/** Side of the pictures that it learned from, pixels; it takes others as well. */
const mobilenetSide = 224;

/** What is seen at each place after so many halvings: the last layer of each of MobileNetV2's first stages, narrow and linear. */
const mobilenetDepths = [
  { layer: 'expanded_conv_project_BN', channels: 16, halvings: 1 },
  { layer: 'block_2_add', channels: 24, halvings: 2 },
  { layer: 'block_5_add', channels: 32, halvings: 3 },
  { layer: 'block_12_add', channels: 96, halvings: 4 },
] as const;

/**
 * nsfwjs's MobileNetV2 as an ONNX file for the perceptual loss of models/pretrain/perceptual.py: another network than the
 * Inception that `heirloom evaluate` judges by. Input `pictures` [N,3,224,224], RGB in [-1, 1]; outputs `depth_0` to `depth_3`,
 * [N,channels,side,side].
 * @throws RangeError if the layers are not put together as there
 */
export function mobilenetToOnnx(model: LayersModel): Uint8Array {
  const lowering = new LayersLowering(model, mobilenetSide);
  mobilenetDepths.forEach(({ layer, channels, halvings }, depth) => {
    const side = mobilenetSide / 2 ** halvings;
    lowering.onnx.output(`depth_${depth}`, lowering.of(layer), [channels, side, side]);
  });
  return lowering.onnx.encode('nsfwjs-mobilenet-v2');
}
