import { refusal } from '../../checkpoint/refusal.ts';
import { createSession, type Session } from '../../engine/session.ts';
import type { Sight } from '../../evaluation/evaluate.ts';
import { type FeatureMap, featureMap } from '../../evaluation/feature-distance.ts';
import { inceptionSide, inceptionToOnnx, mapOutputs } from '../../evaluation/inception.ts';
import { AppFailure } from '../../failure.ts';
import { createPhoto, type Photo } from '../../photo/photo.ts';
import { toPlanar } from '../../photo/planar.ts';
import { resizePhoto } from '../../photo/resize.ts';
import { readCheckpointFile } from '../checkpoint-file.ts';
import { fromNsfwjs } from './nsfwjs.ts';

/** A network whose pooled features a Frechet distance is taken of. */
export interface InceptionNetwork {
  /** What the distance is called. */
  readonly distance: string;
  /** Pictures are resized to 299 x 299 as clean-fid does: bicubic, no aliasing. */
  see(pictures: readonly Photo[]): Promise<Sight>;
  dispose(): Promise<void>;
}

/**
 * The one that comes with nsfwjs, or, for numbers that may be compared with published ones, the standard FID Inception from
 * a file: one input [N,3,299,299], RGB in [-1, 1]; the first output holds 2048 values a picture.
 * @throws AppFailure 'model-unknown' if nsfwjs is not installed, 'checkpoint-invalid' for a file that is not such a network
 */
export async function openInception(file: string | undefined, threads: number): Promise<InceptionNetwork> {
  const session = file === undefined ? await openBundled(threads) : await openFile(file, threads);
  return {
    distance: file === undefined ? 'Frechet distance on nsfwjs Inception features (not comparable with published FIDs)' : 'standard FID, by the Inception network of a file that was named',
    see: async (pictures) => see(session, pictures),
    dispose: async () => session.dispose(),
  };
}

const maximumFileBytes = 2 ** 30;

async function openFile(file: string, threads: number): Promise<Session> {
  const bytes = await readCheckpointFile(file, maximumFileBytes);
  const unfit = 'it is no ONNX network with an input [N,3,299,299] and an output of 2048 features a picture';
  try {
    const session = await createSession(bytes, { providers: ['cpu'], threads });
    const { end } = await see(session, [0, 1].map(() => createPhoto(1, 1)));
    if (end.length === 2 * featureCount) return session;
    await session.dispose();
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
    throw refusal(file, unfit, error);
  }
  throw refusal(file, unfit);
}

const featureCount = 2048;

async function see(session: Session, pictures: readonly Photo[]): Promise<Sight> {
  const values = new Float32Array(pictures.length * 3 * inceptionSide ** 2);
  pictures.forEach((picture, i) => values.set(toPlanar(resizePhoto(picture, inceptionSide, inceptionSide)), i * 3 * inceptionSide ** 2));
  const shape = [pictures.length, 3, inceptionSide, inceptionSide];
  const outputs = await session.run(Object.fromEntries(session.inputs.map((name) => [name, { values, shape }])));
  // A file that was named may call its output what it likes.
  const end = (outputs['features'] ?? Object.values(outputs)[0]) as Float32Array;
  return { end, middle: outputs['middle'], maps: mapsOf(outputs, pictures.length) };
}

/** Of each picture, at each depth; undefined if the network does not tell. */
function mapsOf(outputs: Readonly<Record<string, Float32Array>>, count: number): FeatureMap[][] | undefined {
  if (mapOutputs.some(({ name }) => outputs[name] === undefined)) return undefined;
  return Array.from({ length: count }, (_, i) =>
    mapOutputs.map(({ name, channels, side }) => {
      const length = channels * side ** 2;
      return featureMap((outputs[name] as Float32Array).subarray(i * length, (i + 1) * length), channels);
    }),
  );
}

async function openBundled(threads: number): Promise<Session> {
  const file = await fromNsfwjs('inception', inceptionToOnnx, 'name the network that the Frechet distance is taken with by --inception');
  return createSession(file, { providers: ['cpu'], threads });
}
