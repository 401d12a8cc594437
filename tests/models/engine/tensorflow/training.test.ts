import { expect, it } from 'vitest';
import { cosine, gammas } from '../../../../models/diffusion/schedule.ts';
import { lowerToTraining } from '../../../../models/engine/lower.ts';
import { createSession, type Session } from '../../../../models/engine/session.ts';
import { createTensorFlowTraining } from '../../../../models/engine/tensorflow/training.ts';
import { presets } from '../../../../models/network/config.ts';
import { buildUnet } from '../../../../models/network/unet.ts';
import { Random } from '../../../../models/random.ts';
import { tasks } from '../../../../models/tasks/index.ts';
import { descend } from '../../../../models/training/algorithm-1.ts';
import { defaultRecipe } from '../../../../models/training/presets.ts';
import { createState } from '../../../../models/training/state.ts';
import { noisePhoto } from '../../photo/pictures.ts';
import { openTensorFlow } from './open-tensorflow.ts';

const STEPS = 50;

it('fifty steps of Algorithm 1 on both engines: the losses stay within 1 %, and fall', { timeout: 180_000 }, async () => {
  const { tf } = await openTensorFlow();
  // Small enough for plain JavaScript too, whose convolutions take a hundred times as long.
  const graph = buildUnet({ ...presets.tiny, side: 16, haarLevels: 2, multipliers: [1], attentionLevels: [] });
  const recipe = { ...defaultRecipe, side: 16, batch: 2, microBatch: 2, warmUpSteps: 5, learningRate: 3e-3 };
  const photos = [1, 2].map((seed) => {
    const { width, height, rgb } = noisePhoto(16, 16, Random.fromSeed(seed));
    return { width, height, rgb: Uint8Array.from(rgb, (value) => Math.round((value + 1) * 127.5)) };
  });
  const learn = async (session: Session): Promise<number[]> => {
    const state = createState(graph, 1);
    const descent = { graph, sessions: [session], task: tasks.colorize, recipe, prediction: 'y0', gammas: gammas(cosine) } as const;
    const losses = [];
    for (let step = 0; step < STEPS; step++) losses.push(await descend(state, photos, descent, Random.fromSeed(9).fork(step)));
    await session.dispose();
    return losses;
  };
  const before = tf.memory().numTensors;
  const ours = await learn(createTensorFlowTraining(graph, 2, tf));
  expect(tf.memory().numTensors).toBe(before);
  const theirs = await learn(await createSession(lowerToTraining(graph, 2), { providers: ['cpu'], threads: 1 }));
  const [end, wanted] = [mean(ours.slice(-10)), mean(theirs.slice(-10))];
  const start = mean(theirs.slice(0, 10));
  console.log(`Loss of the last ten steps: TensorFlow.js ${end.toFixed(6)}, ONNX Runtime ${wanted.toFixed(6)}; at first ${start.toFixed(6)}.`);
  expect(Math.abs(end / wanted - 1)).toBeLessThan(0.01);
  expect(Math.abs(ours.at(-1)! / theirs.at(-1)! - 1)).toBeLessThan(0.01);
  expect(end).toBeLessThan(mean(ours.slice(0, 10)));
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
