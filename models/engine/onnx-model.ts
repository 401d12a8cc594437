import { ProtobufMessage } from './protobuf.ts';

/** Names of ONNX values; inside one model each is unique. */
export type OnnxName = string;
type Attribute = number | string | readonly number[];
type Attributes = Readonly<Record<string, Attribute>>;

// Numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3, as are the fields below.
const TENSOR_FLOAT = 1;
const TENSOR_INT64 = 7;
const ATTRIBUTE_FLOAT = 1;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_STRING = 3;
const ATTRIBUTE_INTS = 7;

/** Collects ONNX nodes (https://onnx.ai/onnx/operators/) one call each and writes the file. */
export class OnnxModel {
  readonly #nodes: ProtobufMessage[] = [];
  readonly #constants = new Map<string, ProtobufMessage>();
  readonly #inputs: ProtobufMessage[] = [];
  readonly #outputs: ProtobufMessage[] = [];

  /** One operator with one result. @returns the result's name */
  node(type: string, inputs: readonly OnnxName[], attributes: Attributes = {}): OnnxName {
    return this.nodes(type, inputs, 1, attributes)[0] as OnnxName;
  }

  /** One operator with several results. */
  nodes(type: string, inputs: readonly OnnxName[], results: number, attributes: Attributes = {}): OnnxName[] {
    const name = `${type}_${this.#nodes.length}`;
    const outputs = Array.from({ length: results }, (_, i) => (results === 1 ? name : `${name}_${i}`));
    this.#append(type, name, inputs, outputs, attributes);
    return outputs;
  }

  /** What is fed: float32. The batch axis comes first and is free; `shape` is without it, unless `batched` is false. */
  input(name: OnnxName, shape: readonly number[], batched = true): OnnxName {
    this.#inputs.push(port(name, shape, batched));
    return name;
  }

  /** Gives a value the name it is fetched by. */
  output(name: OnnxName, value: OnnxName, shape: readonly number[], batched = true): void {
    this.#append('Identity', `${name}_output`, [value], [name], {});
    this.#outputs.push(port(name, shape, batched));
  }

  /** A float32 tensor that is part of the file. The values are read when the file is written. */
  tensor(name: OnnxName, shape: readonly number[], values: Float32Array): OnnxName {
    this.#constants.set(name, tensor(name, shape, TENSOR_FLOAT, values));
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
    this.#constants.set(name, tensor(name, [values.length], TENSOR_INT64, BigInt64Array.from(values, BigInt)));
    return name;
  }

  /**
   * @param opset the version of ONNX's operators that the nodes are written in
   * @returns the bytes of the .onnx file
   */
  encode(graphName: string, opset = 20): Uint8Array {
    const graph = new ProtobufMessage()
      .messages(1, this.#nodes)
      .text(2, graphName)
      .messages(5, [...this.#constants.values()])
      .messages(11, this.#inputs)
      .messages(12, this.#outputs);
    return new ProtobufMessage()
      .integer(1, opset > 20 ? 11 : 9) // version of the format itself
      .text(2, 'heirloom')
      .message(7, graph)
      .message(8, new ProtobufMessage().text(1, '').integer(2, opset))
      .finish();
  }

  #append(type: string, name: string, inputs: readonly string[], outputs: readonly string[], attributes: Attributes): void {
    const message = new ProtobufMessage().texts(1, inputs).texts(2, outputs).text(3, name).text(4, type);
    this.#nodes.push(message.messages(5, Object.entries(attributes).map(attribute)));
  }
}

function attribute([name, value]: readonly [string, Attribute]): ProtobufMessage {
  const message = new ProtobufMessage().text(1, name);
  if (typeof value === 'string') return message.text(4, value).integer(20, ATTRIBUTE_STRING);
  if (typeof value !== 'number') return message.integers(8, value).integer(20, ATTRIBUTE_INTS);
  if (Number.isInteger(value)) return message.integer(3, value).integer(20, ATTRIBUTE_INT);
  return message.float(2, value).integer(20, ATTRIBUTE_FLOAT);
}

function tensor(name: OnnxName, shape: readonly number[], type: number, values: Float32Array | BigInt64Array): ProtobufMessage {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return new ProtobufMessage().integers(1, shape).integer(2, type).text(8, name).bytes(9, bytes);
}

function port(name: OnnxName, shape: readonly number[], batched: boolean): ProtobufMessage {
  const sides = shape.map((side) => new ProtobufMessage().integer(1, side));
  const batch = batched ? [new ProtobufMessage().text(2, 'N')] : [];
  const type = new ProtobufMessage().integer(1, TENSOR_FLOAT).message(2, new ProtobufMessage().messages(1, [...batch, ...sides]));
  return new ProtobufMessage().text(1, name).message(2, new ProtobufMessage().message(1, type));
}
