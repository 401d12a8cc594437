import { lowerToInference, lowerToTraining } from '../../models/engine/lower.ts';
import { createSession } from '../../models/engine/session.ts';
import { createTensorFlowSession } from '../../models/engine/tensorflow/inference.ts';
import { createTensorFlowTraining } from '../../models/engine/tensorflow/training.ts';
import { type PresetName, presets } from '../../models/network/config.ts';
import { buildUnet } from '../../models/network/unet.ts';
import { isInstalled } from '../../models/node/tensorflow/backends.ts';
import { loadTensorFlow } from '../../models/node/tensorflow/load-tensorflow.ts';
import { parameterFeeds, randomInputs, randomLesson, randomParameters } from '../models/engine/example-feeds.ts';
import { contest, timed } from './contest.ts';
import type { Row } from './table.ts';

interface Bench {
  readonly preset: PresetName;
  readonly threads: number;
  readonly rounds: number;
}

/** A call for one picture and a micro-batch of two, on TensorFlow.js beside ONNX Runtime: each backend that is here. */
export async function* benchEngines({ preset, threads, rounds }: Bench): AsyncGenerator<Row> {
  const graph = buildUnet(presets[preset]);
  const values = randomParameters(graph, 1);
  const call = randomInputs(graph, 1, 2);
  const lesson = { ...randomInputs(graph, 2, 3), ...randomLesson(graph, 2, 2, 4), ...parameterFeeds(graph, values) };
  const onnx = await createSession(lowerToInference(graph, values), { providers: ['cpu'], threads });
  const learner = await createSession(lowerToTraining(graph, 2), { providers: ['cpu'], threads });
  for (const backend of ['native', 'wasm'] as const) {
    if (!isInstalled(backend)) {
      console.log('libtensorflow is not here: npm run setup:tensorflow installs it.');
      continue;
    }
    const { tf, title } = await loadTensorFlow(backend);
    const session = await createTensorFlowSession(graph, values, tf);
    const training = createTensorFlowTraining(graph, 2, tf);
    const ms = await contest(
      [
        { name: 'onnxCall', ms: async () => timed(async () => onnx.run(call)) },
        { name: 'call', ms: async () => timed(async () => session.run(call)) },
        ...(backend === 'wasm'
          ? []
          : [
              { name: 'onnxLesson', ms: async () => timed(async () => learner.run(lesson)) },
              { name: 'lesson', ms: async () => timed(async () => training.run(lesson)) },
            ]),
      ],
      rounds,
    );
    await session.dispose();
    yield row(`call (${preset}), ${title}`, ms['call'], ms['onnxCall']);
    if (backend !== 'wasm') yield row(`two pictures of a training step (${preset}), ${title}`, ms['lesson'], ms['onnxLesson']);
  }
  await Promise.all([onnx.dispose(), learner.dispose()]);
}

function row(what: string, ms: number | undefined, onnxMs: number | undefined): Row {
  const [own, beside] = [ms ?? Number.NaN, onnxMs ?? Number.NaN];
  return { what, measured: `${own.toFixed(0)} ms`, beside: `ONNX Runtime ${beside.toFixed(0)} ms`, ratio: beside / own, target: '', reached: undefined };
}
