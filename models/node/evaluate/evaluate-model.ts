import type { Manifest } from '../../checkpoint/manifest.ts';
import type { SamplerName } from '../../diffusion/samplers/index.ts';
import { evaluate, type EvaluationParts, type EvaluationPlan, type Setting } from '../../evaluation/evaluate.ts';
import { smallestSide } from '../../evaluation/picture.ts';
import type { Evaluation } from '../../evaluation/report.ts';
import { AppFailure } from '../../failure.ts';
import type { NetworkConfig } from '../../network/config.ts';
import { openNetwork } from '../engine-host.ts';
import { readModel } from '../model-folder.ts';
import { type FaceSight, openFaceSight } from './face-sight.ts';
import { type InceptionNetwork, openInception } from './inception-network.ts';
import { openTelea } from './telea.ts';
import { openTruths } from './truths.ts';

export interface EvaluateOptions extends Omit<EvaluationPlan, 'settings'> {
  /** A folder or tar of undamaged photos, or several with commas between them. */
  readonly source: string;
  /** Photos at most, taken evenly from all. */
  readonly limit: number;
  /** The model's folder. */
  readonly model: string;
  /** Of the pictures; the network's own when absent. */
  readonly side: number | undefined;
  /** At which the network works; that of the pictures when absent. */
  readonly networkSide?: number | undefined;
  /** Every sampler with every number of steps, the model's own where there are none. */
  readonly samplers: readonly SamplerName[];
  readonly steps: readonly number[];
  /** onnx where it is absent. */
  readonly engine?: string;
  readonly device: string;
  /** 0: one for each core. */
  readonly threads: number;
  /** An ONNX file instead of nsfwjs's Inception. */
  readonly inception: string | undefined;
}

export interface EvaluateProgress {
  /** Network calls done, a picture at a time, of all there are. */
  readonly done: number;
  readonly of: number;
  /** All that is known so far: lines are added, none changes. */
  readonly evaluation: Evaluation;
}

/**
 * Judges a model by photos it has not seen. Yields after each batch of pictures.
 * @throws AppFailure 'training-data', 'checkpoint-invalid', 'model-unknown', 'model-unsuitable', 'option-invalid', 'cancelled',
 *   'engine-failed'
 */
export async function* evaluateModel(options: EvaluateOptions): AsyncGenerator<EvaluateProgress, Evaluation> {
  const { manifest, weights } = await readModel(options.model);
  const side = options.side ?? manifest.network.side;
  const networkSide = options.networkSide ?? side;
  checkSide(networkSide, manifest.network, options.networkSide === undefined ? '--side' : '--network-side');
  const truths = await openTruths(options.source, options.limit, side);
  const { engine = 'onnx', device, threads } = options;
  const network = await openNetwork({ config: { ...manifest.network, side: networkSide }, weights, engine, device, threads });
  let inception: InceptionNetwork | undefined;
  let faces: FaceSight | undefined;
  try {
    inception = await openInception(options.inception, options.threads);
    faces = await openFaceSight(truths.names.length, truths.photo, options.threads);
    const rivals = options.task === 'inpaint' || options.task === 'uncrop' ? [await openTelea()].filter((rival) => rival !== undefined) : [];
    const known: Omit<Evaluation, 'rows'> = {
      format: 1,
      task: options.task,
      model: manifest.id,
      sha256: manifest.sha256,
      side,
      networkSide,
      photos: truths.names,
      seed: options.seed,
      start: options.start ?? null,
      intensity: options.intensity ?? 1,
      aged: options.aged === true,
      device: network.device.sentence,
      distance: inception.distance,
      notes: truths.notes,
    };
    const see = seeingBoth(inception, faces);
    const parts = { restorer: { network, manifest }, truths, see, rivals, nowMs: () => performance.now() };
    const turns = evaluate({ ...options, settings: settingsOf(options, manifest.defaults) }, parts);
    let turn = await turns.next();
    for (; turn.done !== true; turn = await turns.next()) {
      const { done, of, rows } = turn.value;
      yield { done, of, evaluation: { ...known, rows: [...rows] } };
      // A cancel must be heard even where nothing waits for the engine's thread.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { ...known, rows: turn.value };
  } finally {
    await inception?.dispose();
    await faces?.dispose();
    await network.dispose();
  }
}

function seeingBoth(inception: InceptionNetwork, faces: FaceSight | undefined): EvaluationParts['see'] {
  return async (pictures) => ({ ...(await inception.see(pictures)), face: await faces?.describe(pictures) });
}

function settingsOf({ samplers, steps }: EvaluateOptions, defaults: Manifest['defaults']): readonly Setting[] {
  const counts = steps.length > 0 ? steps : [defaults.steps];
  return (samplers.length > 0 ? samplers : [defaults.sampler]).flatMap((sampler) => counts.map((count) => ({ sampler, steps: count })));
}

/** Each level of the trunk halves its picture, below a stem that halves it as well. */
function checkSide(side: number, { haarLevels, multipliers }: NetworkConfig, option: string): void {
  const multiple = 2 ** (haarLevels + multipliers.length - 1);
  if (side % multiple === 0 && side >= smallestSide) return;
  const nearest = Math.max(multiple * Math.ceil(smallestSide / multiple), multiple * Math.round(side / multiple));
  throw new AppFailure('option-invalid', `This network takes pictures whose side is a multiple of ${multiple} pixels, from ${smallestSide} on, not ${side}: try ${option} ${nearest}.`);
}
