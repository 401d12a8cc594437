import { getFloat16 } from '@petamoriken/float16';
import * as v from 'valibot';

/** A network as TensorFlow.js saves it ("graph model"): its nodes in order, and its constants. */
export interface TensorflowGraph {
  readonly nodes: readonly GraphNode[];
  readonly constants: ReadonlyMap<string, Constant>;
}

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** Names of nodes. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface Constant {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/**
 * @param json the content of the model's .json, as tfjs-converter writes it
 * @param bytes of its .bin
 * @throws ValiError or RangeError if this is no such model
 */
export function parseTensorflowGraph(json: unknown, bytes: Uint8Array): TensorflowGraph {
  const { modelTopology, weightsManifest } = v.parse(modelSchema, json);
  const constants = readConstants(weightsManifest.flatMap((group) => group.weights), bytes);
  const nodes = modelTopology.node
    .filter((node) => node.op !== 'Const')
    .map(({ name, op, input, attr }) => ({ name, op, inputs: input.map(withoutPort), attributes: attr }));
  return { nodes, constants };
}

/** "name:0" and "^name" speak of the node `name`. */
function withoutPort(input: string): string {
  return input.replace(/^\^/, '').replace(/:\d+$/, '');
}

/** The words that graph-to-onnx.ts asks for, as TensorFlow's JSON writes them (base64); others stay as they are. */
const words: Readonly<Record<string, string>> = { 'U0FNRQ==': 'SAME', 'VkFMSUQ=': 'VALID', 'Qmlhc0FkZA==': 'BiasAdd', 'UmVsdQ==': 'Relu' };
const word = v.pipe(v.string(), v.transform((base64) => words[base64] ?? base64));

const attributeSchema = v.object({
  s: v.optional(word),
  b: v.optional(v.boolean()),
  list: v.optional(v.object({ i: v.optional(v.array(v.pipe(v.string(), v.transform(Number)))), s: v.optional(v.array(word)) })),
});
type Attribute = v.InferOutput<typeof attributeSchema>;

const weightSchema = v.object({
  name: v.string(),
  shape: v.array(v.pipe(v.number(), v.integer(), v.minValue(0))),
  dtype: v.picklist(['float32', 'int32']),
  quantization: v.optional(v.object({ dtype: v.literal('float16') })),
});

const modelSchema = v.object({
  modelTopology: v.object({
    node: v.array(
      v.object({
        name: v.string(),
        op: v.string(),
        input: v.optional(v.array(v.string()), []),
        attr: v.optional(v.record(v.string(), attributeSchema), {}),
      }),
    ),
  }),
  weightsManifest: v.array(v.object({ weights: v.array(weightSchema) })),
});

function readConstants(entries: readonly v.InferOutput<typeof weightSchema>[], bytes: Uint8Array): Map<string, Constant> {
  const constants = new Map<string, Constant>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (const { name, shape, dtype, quantization } of entries) {
    const count = shape.reduce((product, side) => product * side, 1);
    const half = quantization !== undefined;
    const size = half ? 2 : 4;
    if (at + count * size > bytes.length) throw new RangeError(`The weights end before ${name}.`);
    const read = half ? getHalf : dtype === 'int32' ? getInt32 : getFloat32;
    const values = dtype === 'int32' ? new Int32Array(count) : new Float32Array(count);
    for (let i = 0; i < count; i++) values[i] = read(view, at + i * size);
    constants.set(name, { shape, values });
    at += count * size;
  }
  if (at !== bytes.length) throw new RangeError(`The weights take ${at} bytes, and there are ${bytes.length}.`);
  return constants;
}

const getFloat32 = (view: DataView, at: number): number => view.getFloat32(at, true);
const getInt32 = (view: DataView, at: number): number => view.getInt32(at, true);
const getHalf = (view: DataView, at: number): number => getFloat16(view, at, true);
