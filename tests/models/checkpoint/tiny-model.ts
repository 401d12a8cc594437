import type { Manifest } from '../../../models/checkpoint/manifest.ts';
import type { NamedTensor, Weights } from '../../../models/checkpoint/safetensors.ts';
import { presets } from '../../../models/network/config.ts';
import { buildUnet } from '../../../models/network/unet.ts';
import { Random } from '../../../models/random.ts';

/** Everything a manifest can say. */
export const tinyManifest: Manifest = {
  format: 1,
  id: 'face-colorize-tiny',
  title: 'Colours for faces, tiny',
  parent: 'face-colorize-seed',
  task: 'colorize',
  default: true,
  network: { ...presets.tiny, multipliers: [...presets.tiny.multipliers], attentionLevels: [...presets.tiny.attentionLevels] },
  schedule: { kind: 'linear', steps: 2000, from: 1e-6, to: 0.01 },
  prediction: 'y0',
  recipe: {
    preset: 'tiny',
    optimizer: 'adam',
    learningRate: 4e-4,
    warmUpSteps: 500,
    batch: 16,
    emaDecay: 0.999,
    dropout: 0.1,
    loss: 'l2',
    weighting: 'min-snr',
    subsets: 4,
    epochsPerSubset: 2,
    gradientClip: 1,
  },
  steps: 1200,
  images: 19_200,
  data: '2,000 faces | made in code',
  trainedOn: 'Two cores of a laptop',
  hours: 0.25,
  flop: 1.25e15,
  limits: 'Painted faces all have one skin.',
  metrics: { 'PSNR dB': 24.5, 'mean a* error': [-0.7, -1.2, -0.25] },
  sha256: '0'.repeat(64),
  licence: 'CC BY-NC 4.0',
  created: '2026-11-22T10:00:00Z',
  defaults: { sampler: 'dpmpp-2m', steps: 10, spacing: 'logsnr', eta: 0, start: 1, intensity: 1 },
};

/** The shapes of the network `tiny`, values that differ with the seed. */
export function tinyWeights(seed: number): Map<string, NamedTensor> {
  const random = Random.fromSeed(seed);
  const tensors = [...buildUnet(tinyManifest.network).parameters.values()].map(({ name, shape }): [string, NamedTensor] => {
    return [name, { shape, values: random.gaussian(new Float32Array(shape.reduce((a, b) => a * b, 1))) }];
  });
  return new Map(tensors);
}

/** The weights with one value replaced. */
export function withValue(weights: Weights, name: string, index: number, value: number): Map<string, NamedTensor> {
  const { shape, values } = weights.get(name)!;
  return new Map(weights).set(name, { shape, values: values.with(index, value) });
}
