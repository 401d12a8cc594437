import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gradientName, lowerToInference, lowerToTraining } from '../../../../models/engine/lower.ts';
import { createSession, type Feeds } from '../../../../models/engine/session.ts';
import { createTensorFlowSession } from '../../../../models/engine/tensorflow/inference.ts';
import type { TensorFlow } from '../../../../models/engine/tensorflow/tensorflow.ts';
import { createTensorFlowTraining } from '../../../../models/engine/tensorflow/training.ts';
import { AppFailure } from '../../../../models/failure.ts';
import { presets } from '../../../../models/network/config.ts';
import type { Graph } from '../../../../models/network/graph.ts';
import { buildUnet } from '../../../../models/network/unet.ts';
import { distance } from '../distance.ts';
import { parameterFeeds, randomInputs, randomLesson, randomParameters } from '../example-feeds.ts';
import { operatorGraphs } from '../operator-graphs.ts';
import { openTensorFlow, testedBackend } from './open-tensorflow.ts';

/** Every part and every parameter; smaller pictures where a convolution takes a hundred times as long. */
const tiny = buildUnet({ ...presets.tiny, side: testedBackend === 'plain' ? 16 : 32 });
const small = buildUnet({ ...presets.tiny, side: 16, multipliers: [1], attentionLevels: [] });
const cpu = { providers: ['cpu'], threads: 1 };
let tf: TensorFlow;

beforeAll(async () => {
  const loaded = await openTensorFlow();
  ({ tf } = loaded);
  console.log(`Compared with ONNX Runtime: ${loaded.title}.`);
});

describe.each([...operatorGraphs, ['the whole tiny network', 'the network', tiny] as const])('%s', (_what, _operator, graph) => {
  it('computes what ONNX Runtime computes', async () => {
    const values = randomParameters(graph, 1);
    const feeds = randomInputs(graph, 2, 2);
    const ours = await createTensorFlowSession(graph, values, tf);
    const theirs = await createSession(lowerToInference(graph, values), cpu);
    expect([...ours.inputs].sort()).toEqual([...theirs.inputs].sort());
    const [{ f }, { f: wanted }] = await Promise.all([ours.run(feeds), theirs.run(feeds)]);
    await Promise.all([ours.dispose(), theirs.dispose()]);
    expect(distance(f!, wanted!)).toBeLessThan(1e-4);
  });

  it.each([1, 2] as const)('has the gradients that our own rules give, L%d', async (p) => {
    const lesson = lessonOf(graph, p, 2);
    const ours = createTensorFlowTraining(graph, p, tf);
    const theirs = await createSession(lowerToTraining(graph, p), cpu);
    expect([...ours.inputs].sort()).toEqual([...theirs.inputs].sort());
    const [results, wanted] = await Promise.all([ours.run(lesson), theirs.run(lesson)]);
    await theirs.dispose();
    expect(Object.keys(results).sort()).toEqual(['loss', ...[...graph.parameters.keys()].map(gradientName)].sort());
    expect(distance(results['loss']!, wanted['loss']!)).toBeLessThan(1e-4);
    for (const name of graph.parameters.keys()) {
      expect(distance(results[gradientName(name)]!, wanted[gradientName(name)]!), name).toBeLessThan(1e-3);
    }
  });
});

it('answers many pictures as it answers each alone', async () => {
  const session = await createTensorFlowSession(small, randomParameters(small, 1), tf);
  const feeds = randomInputs(small, 5, 2);
  const { f: together } = await session.run(feeds);
  const lastOf = (values: Float32Array): Float32Array => values.slice((values.length / 5) * 4);
  const last = Object.fromEntries(
    Object.entries(feeds).map(([name, { values, shape }]) => [name, { values: lastOf(values), shape: [1, ...shape.slice(1)] }]),
  );
  const { f: alone } = await session.run(last);
  await session.dispose();
  expect(together).toHaveLength(5 * 3 * 16 * 16);
  expect(distance(alone!, lastOf(together!))).toBeLessThan(1e-5);
});

describe('memory', () => {
  let before: number;
  beforeAll(() => {
    before = tf.memory().numTensors;
  });
  afterAll(() => {
    expect(tf.memory().numTensors).toBe(before);
  });

  it('holds the weights and nothing else between calls, and nothing at the end', async () => {
    const session = await createTensorFlowSession(small, randomParameters(small, 1), tf);
    expect(tf.memory().numTensors).toBe(before + small.parameters.size);
    for (const batch of [1, 6]) {
      await session.run(randomInputs(small, batch, 2));
      expect(tf.memory().numTensors).toBe(before + small.parameters.size);
    }
    await session.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is free after a lesson', async () => {
    const session = createTensorFlowTraining(small, 2, tf);
    await session.run(lessonOf(small, 2, 2));
    await session.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(['gamma', 'yt'])('is free after a call that throws for want of %s, and the next one works', async (name) => {
    const session = await createTensorFlowSession(small, randomParameters(small, 1), tf);
    const { [name]: _left, ...feeds } = randomInputs(small, 1, 2);
    await expect(session.run(feeds)).rejects.toSatisfy(engineFailed);
    expect(tf.memory().numTensors).toBe(before + small.parameters.size);
    expect((await session.run(randomInputs(small, 1, 2)))['f']).toHaveLength(3 * 16 * 16);
    await session.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(['target', 'out.weight'])('is free after a lesson that throws for want of %s, and the next one works', async (name) => {
    const session = createTensorFlowTraining(small, 2, tf);
    const lesson = lessonOf(small, 2, 1);
    const { [name]: _left, ...rest } = lesson;
    await expect(session.run(rest)).rejects.toSatisfy(engineFailed);
    expect(tf.memory().numTensors).toBe(before);
    expect((await session.run(lesson))['loss']).toHaveLength(1);
  });

  it('is free after weights that do not fit', async () => {
    const values = randomParameters(small, 1);
    values.set('out.weight', new Float32Array(3));
    await expect(createTensorFlowSession(small, values, tf)).rejects.toSatisfy(engineFailed);
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('is compared on the real library where setup:tensorflow has been run', (context) => {
  if (testedBackend === 'plain') context.skip('libtensorflow is not here (npm run setup:tensorflow): all of this ran in plain JavaScript.');
  expect(tf.getBackend()).toBe('tensorflow');
});

function lessonOf(graph: Graph, p: 1 | 2, batch: number): Feeds {
  const values = randomParameters(graph, 1);
  return { ...randomInputs(graph, batch, 2), ...randomLesson(graph, p, batch, 4), ...parameterFeeds(graph, values) };
}

function engineFailed(error: unknown): boolean {
  return error instanceof AppFailure && error.code === 'engine-failed' && error.message.endsWith('.');
}
