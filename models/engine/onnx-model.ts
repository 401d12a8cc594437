import protobuf, { type onnx as Onnx } from 'onnx-proto';

const { onnx } = protobuf;

/** Names of ONNX values; inside one model each is unique. */
export type OnnxName = string;
type Attribute = number | string | readonly number[];

const FLOAT = onnx.TensorProto.DataType.FLOAT;
const INT64 = onnx.TensorProto.DataType.INT64;

/** What is fed to or fetched from a model: float32; the batch axis comes first and is free. */
export interface OnnxPort {
  readonly name: OnnxName;
  /** Without the batch axis, unless `batched` is false. */
  readonly shape: readonly number[];
  readonly batched: boolean;
}

/** Collects ONNX nodes (https://onnx.ai/onnx/operators/) one call each and writes the file. */
export class OnnxModel {
  readonly #nodes: Onnx.INodeProto[] = [];
  readonly #constants = new Map<string, Onnx.ITensorProto>();
  readonly #inputs: OnnxPort[] = [];
  readonly #outputs: OnnxPort[] = [];

  /** One operator with one result. @returns the result's name */
  node(type: string, inputs: readonly OnnxName[], attributes: Readonly<Record<string, Attribute>> = {}): OnnxName {
    return this.nodes(type, inputs, 1, attributes)[0] as OnnxName;
  }

  /** One operator with several results. */
  nodes(type: string, inputs: readonly OnnxName[], results: number, attributes: Readonly<Record<string, Attribute>> = {}): OnnxName[] {
    const name = `${type}_${this.#nodes.length}`;
    const output = Array.from({ length: results }, (_, i) => (results === 1 ? name : `${name}_${i}`));
    this.#nodes.push({ opType: type, name, input: [...inputs], output, attribute: Object.entries(attributes).map(toAttribute) });
    return output;
  }

  input(name: OnnxName, shape: readonly number[], batched = true): OnnxName {
    this.#inputs.push({ name, shape, batched });
    return name;
  }

  /** Gives a value the name it is fetched by. */
  output(name: OnnxName, value: OnnxName, shape: readonly number[], batched = true): void {
    this.#nodes.push({ opType: 'Identity', name: `${name}_output`, input: [value], output: [name] });
    this.#outputs.push({ name, shape, batched });
  }

  /** A float32 tensor that is part of the file. */
  tensor(name: OnnxName, shape: readonly number[], values: Float32Array): OnnxName {
    this.#constants.set(name, { name, dims: [...shape], dataType: FLOAT, rawData: bytesOf(values) });
    return name;
  }

  /** A tensor of the file that whoever runs it may replace: ONNX's way to tell what is learned from what is fixed. */
  parameter(name: OnnxName, shape: readonly number[], values: Float32Array): OnnxName {
    if (!this.#constants.has(name)) this.input(name, shape, false);
    return this.tensor(name, shape, values);
  }

  number(value: number): OnnxName {
    return this.tensor(`number_${value}`, [], Float32Array.of(value));
  }

  /** Shapes, axes and bounds. */
  integers(...values: readonly number[]): OnnxName {
    const name = `integers_${values.join('_')}`;
    this.#constants.set(name, { name, dims: [values.length], dataType: INT64, rawData: bytesOf(BigInt64Array.from(values, BigInt)) });
    return name;
  }

  /**
   * @param opset the version of ONNX's operators that the nodes are written in
   * @returns the bytes of the .onnx file
   */
  encode(graphName: string, opset = 20): Uint8Array {
    return onnx.ModelProto.encode({
      irVersion: opset > 20 ? 11 : 9,
      producerName: 'heirloom',
      opsetImport: [{ domain: '', version: opset }],
      graph: {
        name: graphName,
        node: this.#nodes,
        initializer: [...this.#constants.values()],
        input: this.#inputs.map(toValueInfo),
        output: this.#outputs.map(toValueInfo),
      },
    }).finish();
  }
}

function toAttribute([name, value]: readonly [string, Attribute]): Onnx.IAttributeProto {
  const kinds = onnx.AttributeProto.AttributeType;
  if (typeof value === 'string') return { name, type: kinds.STRING, s: Uint8Array.from(value, (letter) => letter.charCodeAt(0)) };
  if (typeof value !== 'number') return { name, type: kinds.INTS, ints: [...value] };
  return Number.isInteger(value) ? { name, type: kinds.INT, i: value } : { name, type: kinds.FLOAT, f: value };
}

function toValueInfo({ name, shape, batched }: OnnxPort): Onnx.IValueInfoProto {
  const sides = shape.map((dimValue) => ({ dimValue }));
  return { name, type: { tensorType: { elemType: FLOAT, shape: { dim: batched ? [{ dimParam: 'N' }, ...sides] : sides } } } };
}

function bytesOf(values: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
