import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPython } from '../../../build/python.ts';
import { decodeSafetensors, encodeSafetensors, type Weights } from '../../../models/checkpoint/safetensors.ts';
import { lowerToExchange, lowerToInference, lowerToTraining } from '../../../models/engine/lower.ts';
import { createSession, type Feed } from '../../../models/engine/session.ts';
import { presets } from '../../../models/network/config.ts';
import { buildUnet } from '../../../models/network/unet.ts';
import { distance } from './distance.ts';
import { parameterFeeds, randomInputs, randomLesson, randomParameters } from './example-feeds.ts';

const python = findPython(['torch', 'onnx', 'numpy', 'safetensors']);
const checker = findPython(['onnx', 'numpy']);
const script = path.join(import.meta.dirname, 'lesson.py');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'heirloom-torch-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const graph = buildUnet(presets.tiny);
const values = randomParameters(graph, 21);

describe.skipIf(python === undefined)(`the whole tiny network in PyTorch${python === undefined ? ' (skipped: no Python with torch, onnx and safetensors)' : ''}`, () => {
  describe.each([1, 2] as const)('lesson with L%i', (p) => {
    let ours: Record<string, Float32Array>;
    let theirs: Weights;

    beforeAll(async () => {
      const feeds: Record<string, Feed> = { ...randomInputs(graph, 3, 22), ...randomLesson(graph, p, 3, 23) };
      theirs = inTorch(feeds, p);
      const session = await createSession(lowerToTraining(graph, p), { providers: ['cpu'], threads: 1 });
      ours = await session.run({ ...feeds, ...parameterFeeds(graph, values) });
      await session.dispose();
    }, 180_000);

    it('has the same loss for each picture', () => {
      const { shape, values: losses } = theirs.get('loss')!;
      expect(shape).toEqual([3]);
      losses.forEach((loss, i) => expect(ours['loss']![i]! / loss).toBeCloseTo(1, 5));
      expect(new Set(losses).size).toBe(3);
    });

    it('has the same gradient for every element of every parameter', () => {
      for (const { name, shape } of graph.parameters.values()) {
        const gradient = theirs.get(`gradient:${name}`)!;
        expect(gradient.shape, name).toEqual(shape);
        expect(distance(ours[`gradient:${name}`]!, gradient.values), name).toBeLessThan(1e-4);
      }
    });
  });

  it('gives the same prediction as the inference file', async () => {
    const feeds = randomInputs(graph, 2, 31);
    const lesson = randomLesson(graph, 2, 2, 32);
    // Nothing is dropped: masks of ones would not be masks of this rate, so the network is built without dropout.
    const dry = buildUnet({ ...presets.tiny, dropout: 0 });
    const { target, weight } = lesson;
    const theirs = inTorch({ ...feeds, target: target!, weight: weight! }, 2, dry).get('f')!;
    const session = await createSession(lowerToInference(graph, values), { providers: ['cpu'], threads: 1 });
    const { f } = await session.run(feeds);
    await session.dispose();
    expect(theirs.shape).toEqual([2, 3, 32, 32]);
    expect(distance(f!, theirs.values)).toBeLessThan(1e-5);
  }, 180_000);
});

describe.skipIf(checker === undefined)(`the ONNX checker${checker === undefined ? ' (skipped: no Python with onnx)' : ''}`, () => {
  const files = {
    'inference, tiny': () => lowerToInference(graph, values),
    'exchange, tiny': () => lowerToExchange(graph, values),
    'training, tiny, L1': () => lowerToTraining(graph, 1),
    'training, tiny, L2': () => lowerToTraining(graph, 2),
    'training, small': () => lowerToTraining(buildUnet(presets.small), 2),
  };

  it.each(Object.keys(files) as (keyof typeof files)[])('accepts %s, with shapes inferred', (what) => {
    const file = path.join(folder, 'checked.onnx');
    fs.writeFileSync(file, files[what]());
    const check = 'import onnx, sys; onnx.checker.check_model(onnx.load(sys.argv[1]), full_check=True); print("accepted")';
    expect(execFileSync(checker!, ['-c', check, file], { encoding: 'utf8' }).trim()).toBe('accepted');
  }, 180_000);
});

function inTorch(feeds: Record<string, Feed>, p: 1 | 2, network = graph): Weights {
  const [graphFile, feedsFile, resultsFile] = ['exchange.onnx', 'feeds.safetensors', 'results.safetensors'].map((name) => path.join(folder, name));
  fs.writeFileSync(graphFile!, lowerToExchange(network, values));
  fs.writeFileSync(feedsFile!, encodeSafetensors(new Map(Object.entries(feeds)), { dtype: 'F32' }));
  execFileSync(python!, [script, graphFile!, feedsFile!, String(p), resultsFile!], { stdio: 'pipe' });
  return decodeSafetensors(fs.readFileSync(resultsFile!)).weights;
}
