import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Weights } from '../../../models/checkpoint/safetensors.ts';
import { lowerToInference } from '../../../models/engine/lower.ts';
import { createSession } from '../../../models/engine/session.ts';
import { AppFailure } from '../../../models/failure.ts';
import { type NetworkConfig, presets } from '../../../models/network/config.ts';
import { buildUnet } from '../../../models/network/unet.ts';
import { chooseDevice } from '../../../models/node/choose-device.ts';
import { type Network, openNetwork } from '../../../models/node/engine-host.ts';
import { Random } from '../../../models/random.ts';
import { randomParameters } from '../engine/example-feeds.ts';

const config = presets.tiny;
const length = 3 * config.side ** 2;

describe('a network in its own thread', () => {
  let network: Network;
  beforeAll(async () => {
    network = await openNetwork({ config, weights: weightsFor(config), device: 'cpu', threads: 1 });
  });
  afterAll(async () => network.dispose());

  it('says what it is', () => {
    expect(network.side).toBe(32);
    expect(network.device).toEqual({ name: 'cpu', sentence: 'Using the processor, as asked.' });
    expect(network.start.lowerMs).toBeGreaterThan(0);
    expect(network.start.sessionMs).toBeGreaterThan(0);
  });

  it('predicts to the bit what a session in this thread predicts', async () => {
    const [x, yt, gamma] = [noise(2, 1), noise(2, 2), Float32Array.of(0.2, 0.9)];
    const graph = buildUnet(config);
    const session = await createSession(lowerToInference(graph, randomParameters(graph, 5)), { providers: ['cpu'], threads: 1 });
    const shape = [2, 3, config.side, config.side];
    const { f } = await session.run({ x: { values: x, shape }, yt: { values: yt, shape }, gamma: { values: gamma, shape: [2, 1] } });
    await session.dispose();
    expect(await network.predict(x, yt, gamma)).toEqual(f);
  });

  it('leaves the caller its pictures, and answers each call with its own', async () => {
    const x = noise(1, 3);
    const pictures = [4, 5, 6, 7].map((seed) => noise(1, seed));
    const together = await Promise.all(pictures.map(async (yt) => network.predict(x, yt, Float32Array.of(0.5))));
    for (const [i, yt] of pictures.entries()) {
      expect(yt).toHaveLength(length);
      expect(await network.predict(x, yt, Float32Array.of(0.5))).toEqual(together[i]);
    }
    expect(together[0]).not.toEqual(together[1]);
  });

  it('refuses pictures of another size, and goes on', async () => {
    const short = network.predict(new Float32Array(7), noise(1, 1), Float32Array.of(0.5));
    await expect(short).rejects.toSatisfy(failedAs('engine-failed'));
    expect(await network.predict(noise(1, 1), noise(1, 2), Float32Array.of(0.5))).toHaveLength(length);
  });
});

it('leaves this thread free while it computes', async () => {
  const network = await openNetwork({ config: presets.small, weights: weightsFor(presets.small), device: 'cpu', threads: 1 });
  const pictures = new Float32Array(2 * 3 * 256 ** 2);
  const state = { computing: true };
  const call = network.predict(pictures, pictures, Float32Array.of(0.5, 0.5)).finally(() => {
    state.computing = false;
  });
  let turns = 0;
  while (state.computing) {
    await setImmediate();
    turns++;
  }
  await call;
  // 7 GFLOP: were they done in this thread, there would be a turn or two.
  expect(turns).toBeGreaterThan(20);
  await network.dispose();
});

describe('the end', () => {
  it('waits for calls that run, and refuses those that come after', async () => {
    const network = await openNetwork({ config, weights: weightsFor(config), device: 'cpu', threads: 1 });
    const call = network.predict(noise(1, 1), noise(1, 2), Float32Array.of(0.5));
    await network.dispose();
    expect(await call).toHaveLength(length);
    await expect(network.predict(noise(1, 1), noise(1, 2), Float32Array.of(0.5))).rejects.toSatisfy(failedAs('engine-failed'));
    await network.dispose();
  });

  it('by a crash fails the calls that come after', async () => {
    const started = new Promise<Worker>((resolve) => process.once('worker', resolve));
    const network = await openNetwork({ config, weights: weightsFor(config), device: 'cpu', threads: 1 });
    await (await started).terminate();
    await expect(network.predict(noise(1, 1), noise(1, 2), Float32Array.of(0.5))).rejects.toSatisfy(failedAs('engine-failed'));
    await network.dispose();
  });

  it('by a crash fails what waits', async () => {
    process.once('worker', (worker) => {
      worker.terminate().catch(() => undefined);
    });
    await expect(openNetwork({ config, weights: weightsFor(config), device: 'cpu' })).rejects.toSatisfy(failedAs('engine-failed'));
  });

  it('of the program waits for the call that runs: ONNX Runtime would take the exit code with it', () => {
    const program = path.join(import.meta.dirname, 'exit-during-call.child.ts');
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', tsx, program], { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 7, stdout: 'exits during a call\n', stderr: '' });
  });
});

it('does not open with weights that do not fit', async () => {
  const weights = new Map(weightsFor(config));
  weights.delete('middle.0.conv.0.weight');
  await expect(openNetwork({ config, weights, device: 'cpu' })).rejects.toSatisfy(failedAs('engine-failed'));
});

describe('the choice of a device', () => {
  it('refuses a name that is none', async () => {
    await expect(openNetwork({ config, weights: weightsFor(config), device: 'gpu' })).rejects.toSatisfy(failedAs('device-unavailable'));
  });

  it.each(['webgpu', 'coreml', 'dml', 'cuda', 'auto'])('%s: what works and agrees, else the processor, with a reason', async (asked) => {
    const { name, sentence } = await chooseDevice(asked, config);
    expect(['cpu', 'webgpu', 'coreml', 'dml', 'cuda']).toContain(name);
    if (name === 'cpu') expect(sentence).toMatch(/^Using the processor: .+ (finds no device or driver|stopped|gives wrong|is slower|has no graphics).*\.$/);
    else expect(sentence).toMatch(/^Using .+ ms a call, the processor .+; the results agree\)\.$/);
  });
});

function weightsFor(network: NetworkConfig): Weights {
  const graph = buildUnet(network);
  const values = randomParameters(graph, 5);
  return new Map([...graph.parameters.values()].map(({ name, shape }) => [name, { shape, values: values.get(name)! }]));
}

function noise(batch: number, seed: number): Float32Array {
  return Random.fromSeed(seed).gaussian(new Float32Array(batch * length));
}

function failedAs(code: string) {
  return (error: unknown): boolean => error instanceof AppFailure && error.code === code && error.message.endsWith('.');
}
