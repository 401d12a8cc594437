import * as v from 'valibot';
import type { NamedTensor } from '../checkpoint/safetensors.ts';

/** A convolutional network as TensorFlow.js saves it ("layers model"), what of it is needed to run it. */
export interface LayersModel {
  readonly layers: readonly Layer[];
  /** "layer/kernel" and the like; kernels are [height, width, in, out]. */
  readonly weights: ReadonlyMap<string, NamedTensor>;
}

export type Layer = v.InferOutput<typeof layerSchema>;
export type LayerOf<Name extends Layer['class_name']> = Extract<Layer, { class_name: Name }>;

/**
 * @param json the content of model.json, as https://github.com/tensorflow/tfjs/blob/master/tfjs-layers describes it
 * @param bytes all weight files, one after another
 * @throws RangeError or ValiError if this is no such model, or one with layers that are not known here
 */
export function parseLayersModel(json: unknown, bytes: Uint8Array): LayersModel {
  const { modelTopology, weightsManifest } = v.parse(modelSchema, json);
  const weights = readWeights(weightsManifest.flatMap((group) => group.weights), bytes);
  return { layers: modelTopology.model_config.config.layers, weights };
}

const pair = v.tuple([v.number(), v.number()]);
const padding = v.picklist(['valid', 'same']);
const window = { strides: pair, padding, data_format: v.literal('channels_last') };

/** Layers and the settings that the conversion knows; another setting is refused rather than passed over. */
function layer<const Name extends string, const Config extends v.ObjectEntries>(name: Name, config: Config) {
  return v.object({
    class_name: v.literal(name),
    name: v.string(),
    config: v.object(config),
    /** Of each node its inputs: [layer, node, output, options]. */
    inbound_nodes: v.pipe(
      v.array(v.array(v.tuple([v.string(), v.literal(0), v.literal(0), v.object({})]))),
      v.transform((nodes) => nodes.flatMap((inputs) => inputs.map(([input]) => input))),
    ),
  });
}

const layerSchema = v.variant('class_name', [
  layer('InputLayer', {}),
  layer('Conv2D', { ...window, kernel_size: pair, dilation_rate: v.tuple([v.literal(1), v.literal(1)]), activation: v.literal('linear'), use_bias: v.literal(false) }),
  layer('DepthwiseConv2D', { ...window, kernel_size: pair, dilation_rate: v.tuple([v.literal(1), v.literal(1)]), activation: v.literal('linear'), use_bias: v.literal(false), depth_multiplier: v.literal(1) }),
  layer('ZeroPadding2D', { padding: v.tuple([pair, pair]), data_format: v.literal('channels_last') }),
  layer('BatchNormalization', { axis: v.picklist([3, -1]), epsilon: v.number(), center: v.literal(true), scale: v.boolean() }),
  layer('Activation', { activation: v.literal('relu') }),
  layer('ReLU', { max_value: v.literal(6), negative_slope: v.literal(0), threshold: v.literal(0) }),
  layer('Add', {}),
  layer('MaxPooling2D', { ...window, pool_size: pair }),
  layer('AveragePooling2D', { ...window, pool_size: pair }),
  layer('Concatenate', { axis: v.literal(3), trainable: v.boolean() }),
  layer('Flatten', {}),
  layer('Dense', {}),
  layer('Dropout', {}),
]);

const weightSchema = v.object({
  name: v.string(),
  shape: v.array(v.pipe(v.number(), v.integer(), v.minValue(1))),
  dtype: v.literal('float32'),
  /** value = scale * byte + min */
  quantization: v.object({ dtype: v.literal('uint8'), min: v.number(), scale: v.number() }),
});

const modelSchema = v.object({
  modelTopology: v.object({ model_config: v.object({ config: v.object({ layers: v.array(layerSchema) }) }) }),
  weightsManifest: v.array(v.object({ weights: v.array(weightSchema) })),
});

function readWeights(entries: readonly v.InferOutput<typeof weightSchema>[], bytes: Uint8Array): Map<string, NamedTensor> {
  const weights = new Map<string, NamedTensor>();
  let from = 0;
  for (const { name, shape, quantization } of entries) {
    const length = shape.reduce((product, side) => product * side, 1);
    const { min, scale } = quantization;
    const values = new Float32Array(length);
    for (let i = 0; i < length; i++) values[i] = scale * (bytes[from + i] as number) + min;
    weights.set(name, { shape, values });
    from += length;
  }
  if (from !== bytes.length) throw new RangeError(`The weights take ${from} bytes, and there are ${bytes.length}.`);
  return weights;
}
