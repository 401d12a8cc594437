import { OnnxModel, type OnnxName } from '../engine/onnx-model.ts';
import type { Constant, GraphNode, TensorflowGraph } from './tensorflow-graph.ts';

export interface Wanted {
  /** What the ONNX file calls it. */
  readonly name: string;
  readonly node: string;
  /** Without the batch. */
  readonly shape: readonly number[];
}

/**
 * A convolutional graph of TensorFlow.js as an ONNX file. TensorFlow lays pictures out as [N,height,width,channels], ONNX
 * as [N,channels,height,width]: pictures are turned at the door and once more where a node reads them as plain numbers.
 * Input `pictures` [N,3,side,side], in the range that the network was taught with.
 * @throws RangeError for an operator, or a setting of one, that is not known here
 */
export function graphToOnnx(graph: TensorflowGraph, side: number, wanted: readonly Wanted[]): Uint8Array {
  const lowering = new Lowering(graph, side);
  for (const { name, node, shape } of wanted) lowering.onnx.output(name, lowering.of(node).name, shape);
  return lowering.onnx.encode('tensorflow-graph');
}

interface Value {
  readonly name: OnnxName;
  /** Whether it is a picture, and so has its channels before its places. */
  readonly picture: boolean;
}

class Lowering {
  readonly onnx = new OnnxModel();
  readonly #nodes: ReadonlyMap<string, GraphNode>;
  readonly #constants: TensorflowGraph['constants'];
  readonly #side: number;
  readonly #values = new Map<string, Value>();

  constructor({ nodes, constants }: TensorflowGraph, side: number) {
    this.#nodes = new Map(nodes.map((node) => [node.name, node]));
    this.#constants = constants;
    this.#side = side;
  }

  of(name: string): Value {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const node = this.#nodes.get(name);
    if (node === undefined) throw new RangeError(`There is no node ${name}.`);
    const value = this.#lower(node);
    this.#values.set(name, value);
    return value;
  }

  #lower(node: GraphNode): Value {
    const [first = '', second = '', third = ''] = node.inputs;
    switch (node.op) {
      case 'Placeholder':
        return { name: this.onnx.input('pictures', [3, this.#side, this.#side]), picture: true };
      case 'Identity':
        return this.of(first);
      case 'Conv2D':
        return this.#convolution(node, this.of(first), this.#constant(second), undefined, false);
      case '_FusedConv2D':
        return this.#convolution(node, this.of(first), this.#constant(second), this.#constant(third), false);
      case 'DepthwiseConv2dNative':
        return this.#convolution(node, this.of(first), this.#constant(second), undefined, true);
      case 'Relu':
        return { ...this.of(first), name: this.onnx.node('Relu', [this.of(first).name]) };
      case 'Add':
      case 'AddV2':
        return this.#pairwise('Add', first, second);
      case 'Mul':
        return this.#pairwise('Mul', first, second);
      case 'Minimum':
        return this.#pairwise('Min', first, second);
      case 'Maximum':
        return this.#pairwise('Max', first, second);
      case 'MaxPool':
        return { picture: true, name: this.onnx.node('MaxPool', [this.of(first).name], { kernel_shape: spatial(node, 'ksize'), strides: spatial(node, 'strides'), auto_pad: padding(node) }) };
      case 'Pad':
        return this.#pad(this.of(first), this.#constant(second));
      case 'Reshape':
        return this.#reshape(this.of(first), this.#constant(second));
      case 'Mean':
        return this.#mean(node, this.of(first), this.#constant(second));
      default:
        throw new RangeError(`${node.name} is a ${node.op}, which is not known here.`);
    }
  }

  /** Kernels [height,width,in,out], or [height,width,in,multiplier] where each channel has its own. */
  #convolution(node: GraphNode, x: Value, { shape, values }: Constant, bias: Constant | undefined, depthwise: boolean): Value {
    const [height = 0, width = 0, inputs = 0, outputs = 0] = shape;
    if (spatial(node, 'dilations').some((step) => step !== 1)) throw new RangeError(`${node.name} is dilated, which is not known here.`);
    const count = depthwise ? inputs * outputs : outputs;
    const perKernel = depthwise ? 1 : inputs;
    const kernel = new Float32Array(values.length);
    for (let place = 0, from = 0; place < height * width; place++) {
      for (let i = 0; i < inputs; i++) {
        for (let o = 0; o < outputs; o++, from++) {
          const to = depthwise ? (i * outputs + o) * height * width : (o * inputs + i) * height * width;
          kernel[to + place] = values[from] as number;
        }
      }
    }
    const names = [x.name, this.onnx.tensor(`${node.name}/kernel`, [count, perKernel, height, width], kernel)];
    if (bias !== undefined) names.push(this.onnx.tensor(`${node.name}/bias`, [count], Float32Array.from(bias.values)));
    const attributes = { kernel_shape: [height, width], strides: spatial(node, 'strides'), auto_pad: padding(node), group: depthwise ? inputs : 1 };
    const name = this.onnx.node('Conv', names, attributes);
    const fused = node.attributes['fused_ops']?.list?.s ?? [];
    if (fused.some((op) => op !== 'BiasAdd' && op !== 'Relu')) throw new RangeError(`${node.name} holds ${fused.join(', ')}, which is not known here.`);
    return { picture: true, name: fused.includes('Relu') ? this.onnx.node('Relu', [name]) : name };
  }

  /** A constant stands for one number a channel, or for one number. */
  #pairwise(op: 'Add' | 'Mul' | 'Min' | 'Max', first: string, second: string): Value {
    const a = this.of(first);
    const constant = this.#constants.get(second);
    if (constant === undefined) return { picture: a.picture, name: this.onnx.node(op, [a.name, this.of(second).name]) };
    const count = constant.values.length;
    const shape = count === 1 ? [] : a.picture ? [count, 1, 1] : [count];
    return { picture: a.picture, name: this.onnx.node(op, [a.name, this.onnx.tensor(second, shape, Float32Array.from(constant.values))]) };
  }

  #pad(x: Value, { values }: Constant): Value {
    const [n0 = 0, n1 = 0, top = 0, bottom = 0, left = 0, right = 0, c0 = 0, c1 = 0] = values;
    return { picture: true, name: this.onnx.node('Pad', [x.name, this.onnx.integers(n0, c0, top, left, n1, c1, bottom, right)]) };
  }

  #reshape(x: Value, { values }: Constant): Value {
    const plain = x.picture ? this.onnx.node('Transpose', [x.name], { perm: [0, 2, 3, 1] }) : x.name;
    return { picture: false, name: this.onnx.node('Reshape', [plain, this.onnx.integers(0, ...values.slice(1))]) };
  }

  #mean(node: GraphNode, x: Value, { values }: Constant): Value {
    if (!x.picture || [...values].sort().join() !== '1,2' || node.attributes['keep_dims']?.b === true) throw new RangeError(`${node.name} is no mean over places.`);
    return { picture: false, name: this.onnx.node('ReduceMean', [x.name, this.onnx.integers(2, 3)], { keepdims: 0 }) };
  }

  #constant(name: string): Constant {
    const found = this.#constants.get(name);
    if (found === undefined) throw new RangeError(`There is no constant ${name}.`);
    return found;
  }
}

/** [1, down, across, 1] -> [down, across]; 1, 1 where it is absent. */
function spatial({ attributes }: GraphNode, name: string): number[] {
  const [, down = 1, across = 1] = attributes[name]?.list?.i ?? [];
  return [down, across];
}

function padding({ name, attributes }: GraphNode): 'SAME_UPPER' | 'VALID' {
  const kind = attributes['padding']?.s ?? '';
  if (kind === 'SAME') return 'SAME_UPPER';
  if (kind === 'VALID') return 'VALID';
  throw new RangeError(`${name} has the padding "${kind}", which is not known here.`);
}
