import { OnnxModel, type OnnxName } from '../engine/onnx-model.ts';
import type { Layer, LayerOf, LayersModel } from './layers-model.ts';

type Convolution = LayerOf<'Conv2D' | 'DepthwiseConv2D'>;
type Pool = LayerOf<'MaxPooling2D' | 'AveragePooling2D'>;

/**
 * A network of nsfwjs as ONNX, as far as its layers are asked for. Batch normalisation is folded into the convolutions.
 * Input `pictures` [N,3,side,side], RGB in [-1, 1].
 * @throws RangeError if the layers are not put together as there
 */
export class LayersLowering {
  readonly onnx = new OnnxModel();
  readonly #side: number;
  readonly #layers: ReadonlyMap<string, Layer>;
  readonly #weights: LayersModel['weights'];
  readonly #results = new Map<string, OnnxName>();

  constructor({ layers, weights }: LayersModel, side: number) {
    this.#side = side;
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
        const pictures = this.onnx.input('pictures', [3, this.#side, this.#side]);
        // nsfwjs shows it values in [0, 1].
        return this.onnx.node('Add', [this.onnx.node('Mul', [pictures, this.onnx.number(0.5)]), this.onnx.number(0.5)]);
      }
      case 'BatchNormalization':
        return this.#normalisedConvolution(layer);
      case 'Activation':
        return this.onnx.node('Relu', [this.of(onlyInput(layer))]);
      case 'ReLU':
        return this.onnx.node('Clip', [this.of(onlyInput(layer)), this.onnx.number(0), this.onnx.number(layer.config.max_value)]);
      case 'Add':
        return this.onnx.node('Add', layer.inbound_nodes.map((input) => this.of(input)));
      case 'MaxPooling2D':
        return this.onnx.node('MaxPool', [this.of(onlyInput(layer))], poolOf(layer));
      case 'AveragePooling2D':
        // As in TensorFlow, what lies outside of the picture does not count.
        return this.onnx.node('AveragePool', [this.of(onlyInput(layer))], { ...poolOf(layer), count_include_pad: 0 });
      case 'Concatenate':
        return this.onnx.node('Concat', layer.inbound_nodes.map((input) => this.of(input)), { axis: 1 });
      case 'Conv2D':
      case 'DepthwiseConv2D':
      case 'ZeroPadding2D':
      case 'Flatten':
      case 'Dense':
      case 'Dropout':
        throw new RangeError(`${layer.name} is not where it should be.`);
    }
  }

  /** gamma * (w * x - mean) / sqrt(variance + epsilon) + beta: a convolution with other weights, and a bias. */
  #normalisedConvolution(layer: LayerOf<'BatchNormalization'>): OnnxName {
    const conv = this.#layer(onlyInput(layer));
    if (conv.class_name !== 'Conv2D' && conv.class_name !== 'DepthwiseConv2D') throw new RangeError(`${layer.name} should follow a convolution.`);
    const { kernel_size: [height, width], strides } = conv.config;
    const gamma = layer.config.scale ? this.#tensor(`${layer.name}/gamma`) : undefined;
    const scale = this.#tensor(`${layer.name}/moving_variance`).map((variance, i) => (gamma?.[i] ?? 1) / Math.sqrt(variance + layer.config.epsilon));
    const mean = this.#tensor(`${layer.name}/moving_mean`);
    const bias = this.#tensor(`${layer.name}/beta`).map((beta, i) => beta - (mean[i] as number) * (scale[i] as number));
    const kernel = this.#kernel(conv);
    const shape = [scale.length, kernel.length / (height * width * scale.length), height, width];
    const { input, pads } = this.#padded(conv);
    const names = [
      this.onnx.tensor(`${conv.name}/kernel`, shape, scaledAndTurned(kernel, scale, height * width)),
      this.onnx.tensor(`${conv.name}/bias`, [scale.length], bias),
    ];
    const group = conv.class_name === 'DepthwiseConv2D' ? { group: scale.length } : {};
    return this.onnx.node('Conv', [this.of(input), ...names], { kernel_shape: [height, width], strides, pads, ...group });
  }

  /** [places, in, out]; a depthwise one has one input for each output, so that [places, out, 1] lies in memory as [places, 1, out]. */
  #kernel({ class_name: kind, name }: Convolution): Float32Array {
    return this.#tensor(`${name}/${kind === 'DepthwiseConv2D' ? 'depthwise_kernel' : 'kernel'}`);
  }

  /** A layer that only adds zeros around is part of the convolution that follows it. */
  #padded(conv: Convolution): { readonly input: string; readonly pads: readonly number[] } {
    const input = onlyInput(conv);
    const before = this.#layer(input);
    if (before.class_name !== 'ZeroPadding2D') return { input, pads: padsOf(conv, conv.config.kernel_size) };
    const [[top, bottom], [left, right]] = before.config.padding;
    return { input: onlyInput(before), pads: [top, left, bottom, right] };
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

/** The layer that this one reads, where it is one. @throws RangeError */
export function onlyInput({ name, inbound_nodes: inputs }: Layer): string {
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

function poolOf(layer: Pool): Record<'kernel_shape' | 'strides' | 'pads', readonly number[]> {
  const { pool_size: window, strides } = layer.config;
  return { kernel_shape: window, strides, pads: padsOf(layer, window) };
}

/** "same" with steps of 1: half the window on each side. */
function padsOf({ name, config: { padding, strides } }: Pool | Convolution, [height, width]: readonly [number, number]): number[] {
  if (padding === 'valid') return [0, 0, 0, 0];
  if (strides.some((stride) => stride !== 1) || height % 2 === 0 || width % 2 === 0) throw new RangeError(`${name} has a padding that is not known.`);
  const [down, across] = [(height - 1) / 2, (width - 1) / 2];
  return [down, across, down, across];
}
