import { describe, expect, test } from 'vitest';
import { createSession } from '../../../models/engine/session.ts';
import { graphToOnnx } from '../../../models/faces/graph-to-onnx.ts';
import { parseTensorflowGraph } from '../../../models/faces/tensorflow-graph.ts';

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly dtype?: 'float32' | 'int32';
}

interface Wanted {
  readonly node: string;
  readonly shape: readonly number[];
}

/** base64, as TensorFlow's JSON writes words */
const word = (text: string): { s: string } => ({ s: Buffer.from(text).toString('base64') });
const ints = (...values: number[]): object => ({ list: { i: values.map(String) } });
const window = (padding: string, stride = 1): object => ({
  strides: ints(1, stride, stride, 1),
  dilations: ints(1, 1, 1, 1),
  padding: word(padding),
});

/** Runs a graph on one 4x4 picture whose red is 0, 1, .. 15, green ten times that, blue 1. */
async function run(nodes: readonly object[], weights: readonly Weight[], wanted: Wanted): Promise<number[]> {
  const bytes = Buffer.concat(weights.map(({ values, dtype }) => Buffer.from((dtype === 'int32' ? Int32Array : Float32Array).from(values).buffer)));
  const json = {
    modelTopology: { node: [{ name: 'input', op: 'Placeholder' }, ...weights.map(({ name }) => ({ name, op: 'Const' })), ...nodes] },
    weightsManifest: [{ weights: weights.map(({ name, shape, dtype = 'float32' }) => ({ name, shape, dtype })) }],
  };
  const model = graphToOnnx(parseTensorflowGraph(json, bytes), 4, [{ name: 'result', ...wanted }]);
  const session = await createSession(model, { providers: ['cpu'], threads: 1 });
  const values = Float32Array.from({ length: 48 }, (_, i) => (i < 16 ? i : i < 32 ? 10 * (i - 16) : 1));
  const { result } = await session.run({ pictures: { values, shape: [1, 3, 4, 4] } });
  await session.dispose();
  return [...result!];
}

describe('operators of TensorFlow, channels last, mean the same in ONNX, channels first', () => {
  test('a convolution of stride 2 pads more at the right and the bottom', async () => {
    // One output: the pixel at the kernel's last place, of red alone. 4 -> 2 with a kernel of 3 needs one row more: at the bottom.
    const kernel = { name: 'k', shape: [3, 3, 3, 1], values: Array.from({ length: 27 }, (_, i) => (i === 24 ? 1 : 0)) };
    const nodes = [{ name: 'conv', op: 'Conv2D', input: ['input', 'k'], attr: window('SAME', 2) }];
    expect(await run(nodes, [kernel], { node: 'conv', shape: [1, 2, 2] })).toEqual([10, 0, 0, 0]);
  });

  test('a fused convolution adds its bias before it cuts off what is negative', async () => {
    const weights = [
      { name: 'k', shape: [1, 1, 3, 2], values: [1, 0, 0, -1, 0, 0] },
      { name: 'b', shape: [2], values: [-3, 25] },
    ];
    const attr = { ...window('VALID'), fused_ops: { list: { s: [word('BiasAdd').s, word('Relu').s] } } };
    const result = await run([{ name: 'conv', op: '_FusedConv2D', input: ['input', 'k', 'b'], attr }], weights, { node: 'conv', shape: [2, 4, 4] });
    expect(result.slice(0, 6)).toEqual([0, 0, 0, 0, 1, 2]);
    expect(result.slice(16, 20)).toEqual([25, 15, 5, 0]);
  });

  test('a depthwise convolution gives each channel its own kernel', async () => {
    const kernel = { name: 'k', shape: [1, 1, 3, 1], values: [2, 3, 5] };
    const nodes = [{ name: 'conv', op: 'DepthwiseConv2dNative', input: ['input', 'k'], attr: window('SAME') }];
    const result = await run(nodes, [kernel], { node: 'conv', shape: [3, 4, 4] });
    expect([result[7], result[16 + 7], result[32 + 7]]).toEqual([14, 210, 5]);
  });

  test('constants are numbers a channel, and a reshape reads places before channels', async () => {
    const weights: Weight[] = [
      { name: 'scale', shape: [3], values: [1, 0.1, 7] },
      { name: 'limit', shape: [], values: [6] },
      { name: 'to', shape: [2], values: [1, 48], dtype: 'int32' },
    ];
    const nodes = [
      { name: 'scaled', op: 'Mul', input: ['input', 'scale'] },
      { name: 'capped', op: 'Minimum', input: ['scaled', 'limit'] },
      { name: 'flat', op: 'Reshape', input: ['capped', 'to'] },
    ];
    const result = await run(nodes, weights, { node: 'flat', shape: [48] });
    expect(result.slice(6, 9)).toEqual([2, 2, 6]);
    expect(result.slice(-3)).toEqual([6, 6, 6]);
  });

  test('padding may add channels, as BlazeFace does; a mean over places leaves one number a channel', async () => {
    const weights: Weight[] = [
      { name: 'pads', shape: [4, 2], values: [0, 0, 0, 1, 0, 0, 0, 1], dtype: 'int32' },
      { name: 'axes', shape: [2], values: [1, 2], dtype: 'int32' },
    ];
    const nodes = [{ name: 'padded', op: 'Pad', input: ['input', 'pads'] }, { name: 'mean', op: 'Mean', input: ['padded', 'axes'] }];
    expect(await run(nodes, weights, { node: 'mean', shape: [4] })).toEqual([6, 60, expect.closeTo(0.8, 6), 0]);
  });

  test('what is not known is refused by name', async () => {
    await expect(run([{ name: 'odd', op: 'Erf', input: ['input'] }], [], { node: 'odd', shape: [1] })).rejects.toThrow('odd is a Erf');
    const dilated = { ...window('SAME'), dilations: ints(1, 2, 2, 1) };
    const kernel = { name: 'k', shape: [1, 1, 3, 1], values: [1, 1, 1] };
    await expect(run([{ name: 'wide', op: 'Conv2D', input: ['input', 'k'], attr: dilated }], [kernel], { node: 'wide', shape: [1] })).rejects.toThrow('wide is dilated');
  });
});

test('half precision is read bit by bit', () => {
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff, 0x8000);
  const weights = [{ name: 'w', shape: [6], dtype: 'float32', quantization: { dtype: 'float16' } }];
  const json = { modelTopology: { node: [] }, weightsManifest: [{ weights }] };
  const { constants } = parseTensorflowGraph(json, new Uint8Array(halves.buffer));
  expect([...constants.get('w')!.values]).toEqual([1, -2, Math.fround(0x555 / 1024 / 4 + 0.25 - 0x400 / 4096), 2 ** -24, 65504, -0]);
});

test.each([[new Uint8Array(3)], [new Uint8Array(9)]])('weights of another length are refused', (bytes) => {
  const json = { modelTopology: { node: [] }, weightsManifest: [{ weights: [{ name: 'w', shape: [2], dtype: 'float32' }] }] };
  expect(() => parseTensorflowGraph(json, bytes)).toThrow(RangeError);
});
