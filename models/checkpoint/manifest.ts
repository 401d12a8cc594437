import * as v from 'valibot';
import type { Prediction, Weighting } from '../diffusion/prediction.ts';
import type { SamplerName } from '../diffusion/samplers/index.ts';
import { gammas, scheduleSchema } from '../diffusion/schedule.ts';
import type { Spacing } from '../diffusion/timesteps.ts';
import { networkConfigSchema } from '../network/config.ts';
import { parseJson } from './json.ts';
import { quoted, refusal } from './refusal.ts';

/** Names a model and, without further thought, a folder on any system: none of Windows' device names. */
const idSchema = v.pipe(v.string(), v.regex(/^(?!(?:con|prn|aux|nul|com\d|lpt\d)$)[a-z0-9-]{1,64}$/));

/** One line for a person. */
const lineSchema = v.pipe(v.string(), v.regex(/^[^\p{Cc}\p{Zl}\p{Zp}]{1,400}$/u));
const textSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(4000));
const countSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const amountSchema = v.pipe(v.number(), v.finite(), v.minValue(0));
const fractionSchema = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** How the weights came about (Algorithms 1 and 2, and what drove them). */
const recipeSchema = v.strictObject({
  /** The network's preset, or any name for a network of one's own. */
  preset: lineSchema,
  optimizer: v.literal('adam'),
  learningRate: amountSchema,
  /** Steps over which the learning rate rises from 0. */
  warmUpSteps: countSchema,
  /** Pictures a step. */
  batch: v.pipe(countSchema, v.minValue(1)),
  emaDecay: fractionSchema,
  dropout: fractionSchema,
  loss: v.picklist(['l1', 'l2']),
  weighting: v.picklist(['uniform', 'min-snr'] as const satisfies readonly Weighting[]),
  /** Weight of the perceptual loss (LPIPS) beside it; absent = none. */
  perceptual: v.optional(v.pipe(amountSchema, v.gtValue(0))),
  /** Parts the photos were split into for Algorithm 2; 1 = batch learning. */
  subsets: v.pipe(countSchema, v.minValue(1)),
  epochsPerSubset: amountSchema,
  /** Largest norm of all gradients together; 0 = not clipped. */
  gradientClip: amountSchema,
});

/** What a person gets who chooses nothing. */
const defaultsSchema = v.strictObject({
  sampler: v.picklist(['ddpm', 'ddim', 'dpmpp-2m'] as const satisfies readonly SamplerName[]),
  /** Network calls a picture. */
  steps: v.pipe(countSchema, v.minValue(1), v.maxValue(10_000)),
  spacing: v.optional(v.picklist(['uniform', 'quadratic', 'logsnr'] as const satisfies readonly Spacing[])),
  /** Fresh noise a step: 0 = deterministic. */
  eta: v.optional(fractionSchema),
  /** Where in the chain sampling starts: 1 = at its noisiest. */
  start: v.optional(v.pipe(fractionSchema, v.gtValue(0))),
  /**
   * Colorizing: what the chroma of the network is multiplied by, 1 when absent. Where several colours are likely a network
   * that was trained by L2 answers with their mean, which is paler than any of them (Zhang, Isola and Efros 2016, section 2.3).
   */
  intensity: v.optional(v.pipe(amountSchema, v.maxValue(2))),
});

const measureSchema = v.pipe(v.string(), v.regex(/^[\w .,:%/*@^()+-]{1,80}$/));
const finiteSchema = v.pipe(v.number(), v.finite());
const metricsSchema = v.pipe(
  v.custom<object>((value) => !Array.isArray(value)), // a record takes a list for an object
  v.record(measureSchema, v.union([finiteSchema, v.strictTuple([finiteSchema, finiteSchema, finiteSchema])])),
);

/** `manifest.json`, beside `model.safetensors`. Strict: what this version does not know it does not guess at. */
const manifestSchema = v.strictObject({
  format: v.literal(1),
  id: idSchema,
  title: lineSchema,
  /** The model whose weights this one's training began with. */
  parent: v.nullable(idSchema),
  task: v.picklist(['inpaint', 'colorize', 'uncrop', 'jpeg']),
  /** Offered first for its task. */
  default: v.optional(v.boolean()),
  /** Of a model for scenes: the one that faces in them are left to. */
  faces: v.optional(idSchema),
  /** What it was taught on: faces cut as portraits, or whole pictures. */
  subject: v.optional(v.picklist(['faces', 'scenes'])),
  network: networkConfigSchema,
  schedule: v.pipe(scheduleSchema, v.check((schedule) => staysBetween(gammas(schedule)))),
  prediction: v.picklist(['eps', 'v', 'y0'] as const satisfies readonly Prediction[]),
  recipe: recipeSchema,
  /** Optimizer steps, all parents' included. */
  steps: countSchema,
  /** Pictures seen, with repetition. */
  images: countSchema,
  /** The photos it learned from, and their terms. */
  data: textSchema,
  /** The machine it learned on. */
  trainedOn: textSchema,
  hours: amountSchema,
  /** Floating-point operations of all training, parents' included, 3 forward passes a picture; absent = not counted. */
  flop: v.optional(amountSchema),
  /** Whom and what it serves less well, as far as that was looked at. */
  limits: v.optional(textSchema),
  /** Measured on photos it has not seen; the names say what. A value, or a value and its 95 % interval. */
  metrics: metricsSchema,
  /** Of model.safetensors, lower-case hexadecimal. */
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  licence: textSchema,
  /** Coordinated universal time: 2026-11-22T10:00:00Z */
  created: v.pipe(v.string(), v.isoTimestamp(), v.endsWith('Z')),
  defaults: defaultsSchema,
});

/** Betas each fine alone can end in a gamma that has run out of precision: no division by gamma or 1 - gamma from there on. */
function staysBetween(levels: Float64Array): boolean {
  return (levels[1] as number) < 1 && (levels.at(-1) as number) > 1e-30;
}

export type Manifest = v.InferOutput<typeof manifestSchema>;

/**
 * @param json the text of a manifest.json
 * @param file what to call it in a sentence
 * @throws AppFailure 'checkpoint-invalid'
 */
export function parseManifest(json: string, file = 'The manifest'): Manifest {
  let value: unknown;
  try {
    value = parseJson(json);
  } catch (error) {
    if (error instanceof SyntaxError) throw refusal(file, `it ${error.message}`, error);
    throw error;
  }
  const parsed = v.safeParse(manifestSchema, value, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw refusal(file, reasonOf(issue), new v.ValiError(parsed.issues));
}

function reasonOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  if (path === null || (path === 'format' && issue.input === undefined)) return 'it does not describe a model';
  if (path === 'format') return 'it was made by another version of Heirloom';
  if (issue.expected === 'never') return `it has a field ${quoted(path)} that this version of Heirloom does not know`;
  return `its field ${quoted(path)} is missing or wrong`;
}
