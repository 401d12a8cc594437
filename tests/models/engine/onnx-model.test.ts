import protobuf from 'onnx-proto';
import { expect, it } from 'vitest';
import { OnnxModel } from '../../../models/engine/onnx-model.ts';
import { createSession } from '../../../models/engine/session.ts';

const { ModelProto, TensorProto, AttributeProto } = protobuf.onnx;

it('writes what an independent reader of the format reads', () => {
  const model = new OnnxModel();
  const x = model.input('x', [3, 200]);
  const fixed = model.input('fixed', [70_000], false);
  const [a = '', b = ''] = model.nodes('Split', [x], 2, { axis: -1, num_outputs: 2 });
  model.node('Resize', [a, '', model.integers(-1, 2 ** 40)], { mode: 'nearest', epsilon: 1e-5, pads: [0, 300, -7] });
  model.output('y', model.node('Mul', [b, model.number(-0.5), fixed]), [3, 100]);
  model.parameter('w', [2, 2], Float32Array.of(1, 2, 3, 4));
  const file = ModelProto.decode(model.encode('a-graph', 24));
  const { graph, opsetImport } = file;

  expect([Number(file.irVersion), file.producerName, graph!.name]).toEqual([11, 'heirloom', 'a-graph']);
  expect(opsetImport.map(({ domain, version }) => [domain, Number(version)])).toEqual([['', 24]]);

  const nodes = graph!.node!.map(({ opType, name, input, output }) => [opType, name, input, output]);
  expect(nodes).toEqual([
    ['Split', 'Split_0', ['x'], ['Split_0_0', 'Split_0_1']],
    ['Resize', 'Resize_1', ['Split_0_0', '', 'integers_-1_1099511627776'], ['Resize_1']],
    ['Mul', 'Mul_2', ['Split_0_1', 'number_-0.5', 'fixed'], ['Mul_2']],
    ['Identity', 'y_output', ['Mul_2'], ['y']],
  ]);
  const { AttributeType } = AttributeProto;
  expect(graph!.node![0]!.attribute!.map(({ name, type, i }) => [name, type, Number(i)])).toEqual([
    ['axis', AttributeType.INT, -1],
    ['num_outputs', AttributeType.INT, 2],
  ]);
  const [mode, epsilon, pads] = graph!.node![1]!.attribute!;
  expect([mode!.type, String.fromCharCode(...mode!.s!)]).toEqual([AttributeType.STRING, 'nearest']);
  expect([epsilon!.type, epsilon!.f]).toEqual([AttributeType.FLOAT, Math.fround(1e-5)]);
  expect([pads!.type, pads!.ints!.map(Number)]).toEqual([AttributeType.INTS, [0, 300, -7]]);

  const constants = graph!.initializer!.map(({ name, dims, dataType, rawData }) => [name, dims!.map(Number), dataType, rawData!.length]);
  expect(constants).toEqual([
    ['integers_-1_1099511627776', [2], TensorProto.DataType.INT64, 16],
    ['number_-0.5', [], TensorProto.DataType.FLOAT, 4],
    ['w', [2, 2], TensorProto.DataType.FLOAT, 16],
  ]);
  const [integers, , w] = graph!.initializer!.map(({ rawData }) => rawData!.slice().buffer);
  expect([...new BigInt64Array(integers!)]).toEqual([-1n, 2n ** 40n]);
  expect([...new Float32Array(w!)]).toEqual([1, 2, 3, 4]);

  const ports = [...graph!.input!, ...graph!.output!].map(({ name, type }) => [
    name,
    type!.tensorType!.elemType,
    type!.tensorType!.shape!.dim!.map(({ dimParam, dimValue }) => (dimParam ? dimParam : Number(dimValue))),
  ]);
  expect(ports).toEqual([
    ['x', TensorProto.DataType.FLOAT, ['N', 3, 200]],
    ['fixed', TensorProto.DataType.FLOAT, [70_000]],
    ['w', TensorProto.DataType.FLOAT, [2, 2]],
    ['y', TensorProto.DataType.FLOAT, ['N', 3, 100]],
  ]);
});

it('writes what ONNX Runtime runs', async () => {
  const model = new OnnxModel();
  const halves = model.nodes('Split', [model.input('x', [4])], 2, { axis: -1, num_outputs: 2 });
  model.output('y', model.node('Sub', [model.node('Mul', [halves[0]!, model.number(0.25)]), halves[1]!]), [2]);
  const session = await createSession(model.encode('arithmetic'), { providers: ['cpu'], threads: 1 });
  const { y } = await session.run({ x: { values: Float32Array.of(4, 8, 1, 1, 0, 2, 3, 0.5), shape: [2, 4] } });
  expect([...y!]).toEqual([0, 1, -3, 0]);
  await session.dispose();
});

it('says in one sentence that a model cannot be run', async () => {
  const broken = new OnnxModel();
  broken.output('y', broken.node('NoSuchOperator', [broken.input('x', [1])]), [1]);
  const failure = { name: 'AppFailure', code: 'engine-failed', message: expect.stringMatching(/^[^\n]+\.$/) as string };
  await expect(createSession(broken.encode('broken'), { providers: ['cpu'], threads: 1 })).rejects.toMatchObject(failure);
  await expect(createSession(new Uint8Array(100).fill(7), { providers: ['cpu'], threads: 1 })).rejects.toMatchObject(failure);
});
