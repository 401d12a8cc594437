import { lowerToExchange, lowerToInference, lowerToTraining } from '../../models/engine/lower.ts';
import { createSession, type Feeds, type Session } from '../../models/engine/session.ts';
import { type PresetName, presets } from '../../models/network/config.ts';
import { costOf } from '../../models/network/cost.ts';
import { buildUnet } from '../../models/network/unet.ts';
import { openTrainingSessions } from '../../models/node/training-sessions.ts';
import { defaultRecipe } from '../../models/training/presets.ts';
import { parameterFeeds, randomInputs, randomLesson, randomParameters } from '../models/engine/example-feeds.ts';
import { bareConvolutions } from './bare-convolutions.ts';
import { contest, timed } from './contest.ts';
import type { Row } from './table.ts';
import { startTorch, type Torch } from './torch.ts';

export interface SpeedOptions {
  readonly preset: PresetName;
  readonly threads: number;
  readonly rounds: number;
}

interface Speed {
  readonly inference: number;
  readonly bareInference: number;
  readonly training: number;
  readonly bareTraining: number;
  readonly torchInference?: number;
  readonly torchTraining?: number;
}

/** A training step counts as three forward passes: the gradient of the input and that of the weights cost as much as the pass itself. */
const PASSES_OF_A_STEP = 3;

/** GFLOP/s of a call and of a training step, beside ONNX Runtime's on the bare convolutions, and beside PyTorch's on the same graph. */
export async function* benchSpeed({ preset, threads, rounds }: SpeedOptions): AsyncGenerator<Row> {
  const graph = buildUnet(presets[preset]);
  const values = randomParameters(graph, 1);
  const { flop } = costOf(graph);
  const { microBatch } = defaultRecipe;
  const batch = microBatch * Math.min(threads, 4);

  const inference = await createSession(lowerToInference(graph, values), { providers: ['cpu'], threads });
  const call = randomInputs(graph, 1, 2);
  const bare = bareConvolutions(graph);
  const convolutions = await createSession(bare.bytes, { providers: ['cpu'], threads });
  const [bareCall, bareLesson] = [bare.feeds(1), bare.feeds(microBatch)];
  const lessons = await openTrainingSessions(lowerToTraining(graph, 2), { ...defaultRecipe, batch }, threads);
  const lesson = { ...randomInputs(graph, microBatch, 3), ...randomLesson(graph, 2, microBatch, 4), ...parameterFeeds(graph, values) };
  const torch = await startTorch(lowerToExchange(graph, values), threads);

  const ms = (await contest(
    [
      { name: 'inference', ms: async () => timed(async () => inference.run(call)) },
      { name: 'bareInference', ms: async () => timed(async () => convolutions.run(bareCall)) },
      { name: 'training', ms: async () => timed(async () => step(lessons, lesson, batch / microBatch)) },
      { name: 'bareTraining', ms: async () => timed(async () => convolutions.run(bareLesson)) },
      ...(torch === undefined ? [] : torchContenders(torch, batch, microBatch)),
    ],
    rounds,
  )) as unknown as Speed;
  await Promise.all([inference, convolutions, ...lessons].map(async (session) => session.dispose()));
  torch?.close();

  const title = `${preset}, ${threads} thread${threads === 1 ? '' : 's'}`;
  const rate = { call: flop / ms.inference / 1e6, step: (PASSES_OF_A_STEP * flop * batch) / ms.training / 1e6 };
  const bareRate = { call: bare.flop / ms.bareInference / 1e6, step: (bare.flop * microBatch) / ms.bareTraining / 1e6 };
  yield besideBare(`call (${title})`, rate.call, bareRate.call, 0.75);
  yield besideBare(`training step (${title}, batch ${batch})`, rate.step, bareRate.step, 0.55);
  if (torch !== undefined && ms.torchInference !== undefined && ms.torchTraining !== undefined) {
    yield besideTorch('the same call', ms.inference, ms.torchInference, torch.version, undefined);
    yield besideTorch('the same training step', ms.training, ms.torchTraining, torch.version, 1.5);
  }
}

/** As training does: micro-batches go round, all sessions at once. */
async function step(sessions: readonly Session[], lesson: Feeds, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, async (_, i) => (sessions[i % sessions.length] as Session).run(lesson)));
}

function torchContenders(torch: Torch, batch: number, microBatch: number) {
  return [
    { name: 'torchInference', ms: async () => torch.ms('call', 1) },
    // One pass over the whole batch or one for each micro-batch: whatever PyTorch does faster.
    { name: 'torchTraining', ms: async () => Math.min(await torch.ms('step', batch), (batch / microBatch) * (await torch.ms('step', microBatch))) },
  ];
}

function besideBare(what: string, rate: number, bareRate: number, target: number): Row {
  const ratio = rate / bareRate;
  return {
    what,
    measured: `${rate.toFixed(0)} GFLOP/s`,
    beside: `bare ONNX convolutions ${bareRate.toFixed(0)} GFLOP/s`,
    ratio,
    target: `at least ${target}`,
    reached: ratio >= target,
  };
}

function besideTorch(what: string, ms: number, torchMs: number, version: string, target: number | undefined): Row {
  const ratio = torchMs / ms;
  return {
    what,
    measured: `${ms.toFixed(0)} ms`,
    beside: `PyTorch ${version} eager ${torchMs.toFixed(0)} ms`,
    ratio,
    target: target === undefined ? '' : `at least ${target}`,
    reached: target === undefined ? undefined : ratio >= target,
  };
}
