import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createSession, type Session } from '../engine/session.ts';
import { AppFailure } from '../failure.ts';
import { type Detect, detectorSide } from '../faces/detector.ts';
import { graphToOnnx, type Wanted } from '../faces/graph-to-onnx.ts';
import { descriptionLength, descriptionSide, type Describe } from '../faces/likeness.ts';
import { parseTensorflowGraph } from '../faces/tensorflow-graph.ts';

/** BlazeFace (Bazarevsky et al. 2019), as it comes with @vladmandic/human. @throws AppFailure 'model-unknown' if the package is missing */
export async function openFaceDetector(threads: number): Promise<{ readonly detect: Detect; dispose(): Promise<void> }> {
  const head = (name: string, node: string, shape: readonly number[]): Wanted => ({ name, node, shape });
  // Two grids of anchors: 16 x 16 with two boxes each, 8 x 8 with six.
  const session = await openNetwork('blazeface', detectorSide, threads, [
    head('scores_16', 'Identity', [512, 1]),
    head('scores_8', 'Identity_1', [384, 1]),
    head('boxes_16', 'Identity_2', [512, 16]),
    head('boxes_8', 'Identity_3', [384, 16]),
  ]);
  return {
    async detect(picture) {
      const results = await session.run({ pictures: { values: picture, shape: [1, 3, detectorSide, detectorSide] } });
      return { scores: joined(results, 'scores'), boxes: joined(results, 'boxes') };
    },
    dispose: async () => session.dispose(),
  };
}

/** FaceRes (Savchenko 2021), as it comes with @vladmandic/human. @throws AppFailure 'model-unknown' if the package is missing */
export async function openFaceDescriber(threads: number): Promise<{ readonly describe: Describe; dispose(): Promise<void> }> {
  const session = await openNetwork('faceres', descriptionSide, threads, [
    { name: 'description', node: 'global_pooling/Mean', shape: [descriptionLength] },
  ]);
  return {
    async describe(pictures, count) {
      const results = await session.run({ pictures: { values: pictures, shape: [count, 3, descriptionSide, descriptionSide] } });
      return results['description'] as Float32Array;
    },
    dispose: async () => session.dispose(),
  };
}

async function openNetwork(name: string, side: number, threads: number, wanted: readonly Wanted[]): Promise<Session> {
  try {
    // Its code, which needs TensorFlow.js, is never loaded.
    const folder = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/human')), '..', 'models');
    const [json, bytes] = await Promise.all([readFile(join(folder, `${name}.json`), 'utf8'), readFile(join(folder, `${name}.bin`))]);
    return await createSession(graphToOnnx(parseTensorflowGraph(JSON.parse(json), bytes), side, wanted), { providers: ['cpu'], threads });
  } catch (cause) {
    if (cause instanceof AppFailure) throw cause;
    throw new AppFailure('model-unknown', 'The package @vladmandic/human, whose networks find faces, is missing or another version: run "npm ci".', { cause });
  }
}

function joined(results: Record<string, Float32Array>, name: string): Float32Array {
  const [fine, coarse] = [results[`${name}_16`] as Float32Array, results[`${name}_8`] as Float32Array];
  const all = new Float32Array(fine.length + coarse.length);
  all.set(fine);
  all.set(coarse, fine.length);
  return all;
}
