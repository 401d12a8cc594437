import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Weights } from '../../../../models/checkpoint/safetensors.ts';
import { cosine } from '../../../../models/diffusion/schedule.ts';
import { createTensorFlowSession } from '../../../../models/engine/tensorflow/inference.ts';
import { presets } from '../../../../models/network/config.ts';
import { buildUnet } from '../../../../models/network/unet.ts';
import { type Network, openNetwork } from '../../../../models/node/engine-host.ts';
import { loadTensorFlow } from '../../../../models/node/tensorflow/load-tensorflow.ts';
import type { Photo } from '../../../../models/photo/photo.ts';
import { colorize } from '../../../../models/tasks/colorize.ts';
import { cleanJpeg } from '../../../../models/tasks/jpeg.ts';
import type { RestoreOptions, Restorer } from '../../../../models/tasks/restore.ts';
import { uncrop } from '../../../../models/tasks/uncrop.ts';
import { Random } from '../../../../models/random.ts';
import { randomParameters } from '../../engine/example-feeds.ts';
import { noisePhoto } from '../../photo/pictures.ts';
import { finish } from '../../tasks/oracle.ts';

// Through the whole way of a photo, on libtensorflow where it is set up, else on the wasm backend, in a thread of its own.
const config = { ...presets.tiny, multipliers: [1], attentionLevels: [] };
const graph = buildUnet(config);
const values = randomParameters(graph, 5);
const weights: Weights = new Map([...graph.parameters.values()].map(({ name, shape }) => [name, { shape, values: values.get(name)! }]));
const photo = noisePhoto(32, 32, Random.fromSeed(3));
const options: RestoreOptions = { seed: 7, steps: 3 };

describe('the same seed', () => {
  let networks: Network[];
  beforeAll(async () => {
    networks = await Promise.all(['tensorflow', 'onnx'].map(async (engine) => openNetwork({ config, weights, engine, device: 'cpu', threads: 1 })));
    console.log(networks[0]!.device.sentence);
  }, 180_000);
  afterAll(async () => {
    await Promise.all(networks.map(async (network) => network.dispose()));
  });

  it('runs on what was asked for', () => {
    expect(networks.map(({ device }) => device.name)).toEqual(['tensorflow', 'cpu']);
    expect(networks[0]!.device.sentence).toMatch(/^Using TensorFlow\.js .+, as asked \(\d+ ms a call, ONNX Runtime \d+ ms; the results agree\).*\.$/);
  });

  it.each([
    ['colorize', colorize],
    ['jpeg', cleanJpeg],
    ['uncrop', (one: Photo, restorer: Restorer, chosen: RestoreOptions) => uncrop(one, { left: 9, top: 0, right: 5, bottom: 3 }, restorer, chosen)],
  ] as const)('gives the same picture on both engines: %s', async (task, restore) => {
    const [ours, theirs] = await Promise.all(
      networks.map(async (network) => (await finish(restore(photo, { network, manifest: manifestFor(task) }, options))).photo),
    );
    let apart = 0;
    for (let i = 0; i < theirs!.rgb.length; i++) apart = Math.max(apart, Math.abs(ours!.rgb[i]! - theirs!.rgb[i]!));
    expect(ours!.rgb).toHaveLength(theirs!.rgb.length);
    // A range of 2 holds 255 steps.
    expect(apart).toBeLessThan(2 / 255);
  });
});

it('goes on by ONNX Runtime when TensorFlow.js ends in the middle, and says so', async () => {
  const workers: Worker[] = [];
  const note = (worker: Worker): void => {
    workers.push(worker);
  };
  process.on('worker', note);
  const network = await openNetwork({ config, weights, engine: 'tensorflow', device: 'cpu', threads: 1 });
  process.off('worker', note);
  const [x, gamma] = [new Float32Array(3 * 32 * 32).fill(0.3), Float32Array.of(0.5)];
  const before = await network.predict(x, x, gamma);
  expect(network.device.name).toBe('tensorflow');
  await workers.at(-1)!.terminate();
  const after = await network.predict(x, x, gamma);
  expect(network.device.name).toBe('cpu');
  expect(network.device.sentence).toMatch(/^TensorFlow\.js stopped and ONNX Runtime goes on: .+\. Using the processor, as asked\.$/);
  for (let i = 0; i < before.length; i++) expect(after[i]).toBeCloseTo(before[i]!, 3);
  await network.dispose();
});

it('refuses an engine that is none', async () => {
  await expect(openNetwork({ config, weights, engine: 'tf' })).rejects.toThrow('There is no engine "tf"; choose one of onnx, tensorflow.');
});

it('leaves no tensor behind a photo that is cancelled in the middle', async () => {
  const { tf } = await loadTensorFlow('wasm');
  const before = tf.memory().numTensors;
  const session = await createTensorFlowSession(graph, values, tf);
  const cancel = new AbortController();
  const network = {
    side: config.side,
    async predict(x: Float32Array, yt: Float32Array, gamma: Float32Array): Promise<Float32Array> {
      const shape = [gamma.length, 3, config.side, config.side];
      const levels = { values: gamma, shape: [gamma.length, 1] };
      const { f } = await session.run({ x: { values: x, shape }, yt: { values: yt, shape }, gamma: levels });
      cancel.abort();
      return f!;
    },
  };
  const restoring = finish(cleanJpeg(photo, { network, manifest: manifestFor('jpeg') }, { ...options, signal: cancel.signal }));
  await expect(restoring).rejects.toMatchObject({ code: 'cancelled' });
  expect(tf.memory().numTensors).toBe(before + graph.parameters.size);
  await session.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

function manifestFor(task: 'colorize' | 'jpeg' | 'uncrop'): Restorer['manifest'] {
  return { id: 'untaught', task, schedule: cosine, prediction: 'y0', defaults: { sampler: 'dpmpp-2m', steps: 4 } };
}
