import { OnnxModel, type OnnxName } from '../engine/onnx-model.ts';
import type { Layer, LayerOf, LayersModel } from './layers-model.ts';

/** Side of the pictures that Inception v3 looks at, pixels. */
export const inceptionSide = 299;

/** Outputs that say what is seen at each place. */
export const mapOutputs = [
  { name: 'near', channels: 64, side: 73 },
  { name: 'between', channels: 256, side: 35 },
  { name: 'far', channels: 768, side: 17 },
] as const;

/**
 * nsfwjs's Inception v3 as an ONNX file that gives pooled features. Batch normalisation is folded into the convolutions;
 * what comes after the pooling is left out.
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
  const lowering = new Lowering(model);
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

class Lowering {
  readonly onnx = new OnnxModel();
  readonly #layers: ReadonlyMap<string, Layer>;
  readonly #weights: LayersModel['weights'];
  readonly #results = new Map<string, OnnxName>();

  constructor({ layers, weights }: LayersModel) {
    this.#layers = new Map(layers.map((layer) => [layer.name, layer]));
    this.#weights = weights;
  }

  /** The result of a layer, with all that leads to it. */
  of(name: string): OnnxName {
    const known = this.#results.get(name);
    if (known !== undefined) return known;
    const result = this.#lower(this.#layer(name));
    this.#results.set(name, result);
    return result;
  }

  #lower(layer: Layer): OnnxName {
    switch (layer.class_name) {
      case 'InputLayer': {
        const pictures = this.onnx.input('pictures', [3, inceptionSide, inceptionSide]);
        // nsfwjs shows it values in [0, 1].
        return this.onnx.node('Add', [this.onnx.node('Mul', [pictures, this.onnx.number(0.5)]), this.onnx.number(0.5)]);
      }
      case 'BatchNormalization':
        return this.#normalisedConvolution(layer);
      case 'Activation':
        return this.onnx.node('Relu', [this.of(onlyInput(layer))]);
      case 'MaxPooling2D':
        return this.onnx.node('MaxPool', [this.of(onlyInput(layer))], poolOf(layer));
      case 'AveragePooling2D':
        // As in TensorFlow, what lies outside of the picture does not count.
        return this.onnx.node('AveragePool', [this.of(onlyInput(layer))], { ...poolOf(layer), count_include_pad: 0 });
      case 'Concatenate':
        return this.onnx.node('Concat', layer.inbound_nodes.map((input) => this.of(input)), { axis: 1 });
      case 'Conv2D':
      case 'Flatten':
      case 'Dense':
      case 'Dropout':
        throw new RangeError(`${layer.name} is not where it should be.`);
    }
  }

  /** (w * x - mean) / sqrt(variance + epsilon) + beta: a convolution with other weights, and a bias. */
  #normalisedConvolution(layer: LayerOf<'BatchNormalization'>): OnnxName {
    const conv = this.#layer(onlyInput(layer));
    if (conv.class_name !== 'Conv2D') throw new RangeError(`${layer.name} should follow a convolution.`);
    const { kernel_size: [height, width], strides } = conv.config;
    const scale = this.#tensor(`${layer.name}/moving_variance`).map((variance) => 1 / Math.sqrt(variance + layer.config.epsilon));
    const mean = this.#tensor(`${layer.name}/moving_mean`);
    const bias = this.#tensor(`${layer.name}/beta`).map((beta, i) => beta - (mean[i] as number) * (scale[i] as number));
    const kernel = this.#tensor(`${conv.name}/kernel`);
    const shape = [scale.length, kernel.length / (height * width * scale.length), height, width];
    const names = [
      this.onnx.tensor(`${conv.name}/kernel`, shape, scaledAndTurned(kernel, scale, height * width)),
      this.onnx.tensor(`${conv.name}/bias`, [scale.length], bias),
    ];
    return this.onnx.node('Conv', [this.of(onlyInput(conv)), ...names], { kernel_shape: [height, width], strides, pads: padsOf(conv, [height, width]) });
  }

  #layer(name: string): Layer {
    const found = this.#layers.get(name);
    if (found === undefined) throw new RangeError(`There is no layer ${name}.`);
    return found;
  }

  #tensor(name: string): Float32Array {
    const found = this.#weights.get(name);
    if (found === undefined) throw new RangeError(`There are no weights ${name}.`);
    return found.values;
  }
}

function onlyInput({ name, inbound_nodes: inputs }: Layer): string {
  const [input] = inputs;
  if (input === undefined || inputs.length > 1) throw new RangeError(`${name} should have one input.`);
  return input;
}

/** [places, in, out] -> [out, in, places], each output times its scale. */
function scaledAndTurned(kernel: Float32Array, scale: Float32Array, places: number): Float32Array {
  const outputs = scale.length;
  const inputs = kernel.length / (places * outputs);
  const turned = new Float32Array(kernel.length);
  for (let place = 0, from = 0; place < places; place++) {
    for (let input = 0; input < inputs; input++) {
      for (let output = 0; output < outputs; output++, from++) {
        turned[(output * inputs + input) * places + place] = (kernel[from] as number) * (scale[output] as number);
      }
    }
  }
  return turned;
}

type Pool = LayerOf<'MaxPooling2D' | 'AveragePooling2D'>;

function poolOf(layer: Pool): Record<'kernel_shape' | 'strides' | 'pads', readonly number[]> {
  const { pool_size: window, strides } = layer.config;
  return { kernel_shape: window, strides, pads: padsOf(layer, window) };
}

/** "same" with steps of 1: half the window on each side. */
function padsOf({ name, config: { padding, strides } }: Pool | LayerOf<'Conv2D'>, [height, width]: readonly [number, number]): number[] {
  if (padding === 'valid') return [0, 0, 0, 0];
  if (strides.some((stride) => stride !== 1) || height % 2 === 0 || width % 2 === 0) throw new RangeError(`${name} has a padding that is not known.`);
  const [down, across] = [(height - 1) / 2, (width - 1) / 2];
  return [down, across, down, across];
}
