import protobuf from 'onnx-proto';
import { describe, expect, it } from 'vitest';
import { gradientName, lowerToExchange, lowerToInference, lowerToTraining } from '../../../models/engine/lower.ts';
import { maskName } from '../../../models/engine/operators/dropout.ts';
import { createSession, type Feeds } from '../../../models/engine/session.ts';
import { presets } from '../../../models/network/config.ts';
import type { Graph } from '../../../models/network/graph.ts';
import { buildUnet } from '../../../models/network/unet.ts';
import { distance } from './distance.ts';
import { parameterFeeds, randomInputs, randomLesson, randomParameters } from './example-feeds.ts';

const tiny = buildUnet(presets.tiny);
const dry = buildUnet({ ...presets.tiny, dropout: 0 });
const values = randomParameters(tiny, 1);
const files = {
  inference: lowerToInference(tiny, values),
  exchange: lowerToExchange(tiny, values),
  'training with L1': lowerToTraining(tiny, 1),
  'training with L2': lowerToTraining(tiny, 2),
  'training of small': lowerToTraining(buildUnet(presets.small), 2),
};

describe.each(Object.entries(files))('the file for %s', (what, bytes) => {
  const model = protobuf.onnx.ModelProto.decode(bytes);
  const { node: nodes, initializer, input, output } = model.graph!;

  it('states its format and the version of its operators', () => {
    const newest = what === 'exchange';
    expect(Number(model.irVersion)).toBe(newest ? 11 : 9);
    expect(model.opsetImport.map(({ domain, version }) => [domain, Number(version)])).toEqual([['', newest ? 24 : 20]]);
    expect(model.graph!.name).toMatch(/^heirloom-/);
  });

  it('computes every value once, after what it reads, and reads every value', () => {
    const known = new Set([...initializer!, ...input!].map(({ name }) => name!));
    const read = new Set(output!.map(({ name }) => name!));
    const nodeNames = new Set<string>();
    for (const node of nodes!) {
      expect(nodeNames).not.toContain(node.name);
      nodeNames.add(node.name!);
      for (const name of node.input!.filter((operand) => operand !== '')) {
        expect(known).toContain(name);
        read.add(name);
      }
      for (const name of node.output!) {
        expect(known).not.toContain(name);
        known.add(name);
      }
    }
    for (const { name } of output!) expect(known).toContain(name);
    for (const { name } of [...initializer!, ...input!]) expect(read).toContain(name);
  });

  it('holds as many bytes for each constant as its shape says', () => {
    for (const { name, dims, dataType, rawData } of initializer!) {
      const size = dims!.reduce<number>((product, side) => product * Number(side), 1);
      const width = dataType === protobuf.onnx.TensorProto.DataType.INT64 ? 8 : 4;
      expect(rawData, name!).toHaveLength(size * width);
    }
  });
});

describe('the ports', () => {
  it('of inference are the pictures and the level, for any batch', () => {
    expect(portsOf(files.inference)).toEqual({
      input: { x: ['N', 3, 32, 32], yt: ['N', 3, 32, 32], gamma: ['N', 1] },
      output: { f: ['N', 3, 32, 32] },
    });
  });

  it('of training are those, the lesson, the masks and the parameters; the losses and every gradient', () => {
    const { input, output } = portsOf(files['training with L2']);
    const masks = tiny.nodes.filter(({ op }) => op === 'dropout').map(({ y }) => [maskName(y.id), ['N', ...y.shape]]);
    const parameters = [...tiny.parameters.values()];
    expect(masks).toHaveLength(7);
    expect(input).toEqual({
      x: ['N', 3, 32, 32],
      yt: ['N', 3, 32, 32],
      gamma: ['N', 1],
      target: ['N', 3, 32, 32],
      weight: ['N', 1, 32, 32],
      ...Object.fromEntries(masks),
      ...Object.fromEntries(parameters.map(({ name, shape }) => [name, shape])),
    });
    expect(output).toEqual({ loss: ['N'], ...Object.fromEntries(parameters.map(({ name, shape }) => [gradientName(name), shape])) });
  });

  it('of exchange let the parameters, and nothing else, be replaced', () => {
    const { initializer } = protobuf.onnx.ModelProto.decode(files.exchange).graph!;
    const constants = new Set(initializer!.map(({ name }) => name!));
    const { input } = portsOf(files.exchange);
    expect(Object.keys(input).filter((name) => constants.has(name)).sort()).toEqual([...tiny.parameters.keys()].sort());
    expect(Object.keys(input).filter((name) => !constants.has(name))).toEqual(['x', 'yt', 'gamma']);
  });
});

describe('inference', () => {
  it('computes what training computes without dropout', async () => {
    const feeds = randomInputs(dry, 2, 3);
    const { f } = await runOnce(lowerToInference(dry, values), feeds);
    const { target, weight } = randomLesson(dry, 2, 2, 4) as { target: Feeds[string]; weight: Feeds[string] };
    const training = lowerToTraining(dry, 2);
    const { loss } = await runOnce(training, { ...feeds, target, weight, ...parameterFeeds(dry, values) });
    const places = 32 * 32;
    for (const picture of [0, 1]) {
      let byHand = 0;
      for (let i = picture * 3 * places; i < (picture + 1) * 3 * places; i++) {
        byHand += weight.values[picture * places + (i % places)]! * (f![i]! - target.values[i]!) ** 2;
      }
      expect(loss![picture]! / byHand).toBeCloseTo(1, 5);
    }
    // And to the very pixel: with f as its target there is nothing left to learn.
    const itself = { values: f!, shape: target.shape };
    const learned = await runOnce(training, { ...feeds, target: itself, weight, ...parameterFeeds(dry, values) });
    expect(Math.max(...learned['loss']!) / Math.max(...loss!)).toBeLessThan(1e-9);
  });

  it('computes the same with the large operators of the exchange file', async () => {
    const feeds = randomInputs(tiny, 2, 5);
    const { f } = await runOnce(files.inference, feeds);
    expect(distance((await runOnce(files.exchange, feeds))['f']!, f!)).toBeLessThan(1e-5);
  });

  it.each([0, 1, 2] as const)('of a batch of three is three calls, with %i Haar levels', async (haarLevels) => {
    const graph = buildUnet({ ...presets.tiny, haarLevels, stemSkip: haarLevels !== 1 });
    const model = lowerToInference(graph, randomParameters(graph, 6));
    const feeds = randomInputs(graph, 3, 7);
    const session = await createSession(model, { providers: ['cpu'], threads: 1 });
    const { f } = await session.run(feeds);
    for (const picture of [0, 1, 2]) {
      const alone = await session.run(pictureOf(feeds, picture, graph));
      expect(distance(alone['f']!, f!.subarray(picture * 3 * 32 * 32, (picture + 1) * 3 * 32 * 32))).toBeLessThan(1e-5);
    }
    await session.dispose();
  });

  it('depends on every input', async () => {
    const feeds = randomInputs(tiny, 1, 8);
    const { f } = await runOnce(files.inference, feeds);
    for (const name of ['x', 'yt', 'gamma']) {
      const { values: before, shape } = feeds[name]!;
      const moved = await runOnce(files.inference, { ...feeds, [name]: { values: before.map((value) => value + 0.1), shape } });
      expect(distance(moved['f']!, f!), name).toBeGreaterThan(1e-3);
    }
  });

  it('refuses weights that are missing or of another size', () => {
    const missing = new Map(values);
    missing.delete('stem.bias');
    expect(() => lowerToInference(tiny, missing)).toThrow('The weights hold no stem.bias of 8 values.');
    const short = new Map(values).set('stem.bias', new Float32Array(7));
    expect(() => lowerToInference(tiny, short)).toThrow(RangeError);
  });
});

async function runOnce(model: Uint8Array, feeds: Feeds): Promise<Record<string, Float32Array>> {
  const session = await createSession(model, { providers: ['cpu'], threads: 1 });
  const results = await session.run(feeds);
  await session.dispose();
  return results;
}

function pictureOf(feeds: Feeds, picture: number, graph: Graph): Feeds {
  const inputs = graph.nodes.filter((node) => node.op === 'input');
  return Object.fromEntries(
    inputs.map(({ name, y }) => {
      const size = feeds[name]!.values.length / 3;
      return [name, { values: feeds[name]!.values.slice(picture * size, (picture + 1) * size), shape: [1, ...y.shape] }];
    }),
  );
}

function portsOf(bytes: Uint8Array): Record<'input' | 'output', Record<string, (string | number)[]>> {
  const { input, output } = protobuf.onnx.ModelProto.decode(bytes).graph!;
  const shapes = (ports: NonNullable<typeof input>): Record<string, (string | number)[]> =>
    Object.fromEntries(
      ports.map(({ name, type }) => {
        const sides = type!.tensorType!.shape!.dim!;
        return [name!, sides.map(({ dimParam, dimValue }) => (dimParam ? dimParam : Number(dimValue)))];
      }),
    );
  return { input: shapes(input!), output: shapes(output!) };
}
