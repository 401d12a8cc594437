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

const attributeSchema = v.object({
  /** base64 */
  s: v.optional(v.string()),
  b: v.optional(v.boolean()),
  list: v.optional(v.object({ i: v.optional(v.array(v.pipe(v.string(), v.transform(Number)))), s: v.optional(v.array(v.string())) })),
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
    const read = half ? getFloat16 : dtype === 'int32' ? getInt32 : getFloat32;
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

/** IEEE 754 binary16. */
function getFloat16(view: DataView, at: number): number {
  const bits = view.getUint16(at, true);
  const size = float16Size((bits >> 10) & 31, bits & 1023);
  return bits >> 15 === 0 ? size : -size;
}

function float16Size(exponent: number, fraction: number): number {
  if (exponent === 0) return fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? Infinity : NaN;
  return (1 + fraction / 1024) * 2 ** (exponent - 15);
}
