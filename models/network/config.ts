import * as v from 'valibot';

const count = (low: number, high: number) => v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high));

/** A network as a manifest describes it. Limits keep a hostile manifest from asking for more memory than there is. */
export const networkConfigSchema = v.strictObject({
  /** Side of the square pictures, pixels. */
  side: v.pipe(count(16, 1024), v.multipleOf(16)),
  /** Levels of the Haar stem: the trunk works at side / 2^levels. */
  haarLevels: v.picklist([0, 1, 2]),
  /** Channels of the first level of the trunk. */
  channels: v.pipe(count(8, 512), v.multipleOf(8)),
  /** Channels of each level over the first's. */
  multipliers: v.pipe(v.array(count(1, 16)), v.minLength(1), v.maxLength(6)),
  /** Residual blocks a level on the way down; one more on the way up. */
  blocks: count(1, 4),
  /** Levels (0 = finest) that have self-attention; the middle always has. */
  attentionLevels: v.pipe(v.array(count(0, 5)), v.maxLength(6)),
  /** Channels of an attention head. */
  headChannels: v.pipe(count(8, 128), v.multipleOf(8)),
  /** Probability that an activation is dropped in training. */
  dropout: v.pipe(v.number(), v.minValue(0), v.maxValue(0.9)),
  /** A linear path from the stem to the output, weighted by the noise level: detail need not squeeze through the trunk. */
  stemSkip: v.boolean(),
});

export type NetworkConfig = Readonly<v.InferOutput<typeof networkConfigSchema>>;

/** What may be trained; `npm run bench` prints parameters and GFLOP a call of the first three. */
export const presets = {
  tiny: {
    side: 32,
    haarLevels: 1,
    channels: 8,
    multipliers: [1, 2],
    blocks: 1,
    attentionLevels: [1],
    headChannels: 8,
    dropout: 0.1,
    stemSkip: true,
  },
  small: sized(32),
  base: sized(64),
  // The implementation of Palette that the study trained (its reference 21): whole pixels, so sixteen times the cost of `base` and more.
  study: {
    side: 256,
    haarLevels: 0,
    channels: 64,
    multipliers: [1, 2, 4, 8],
    blocks: 2,
    attentionLevels: [],
    headChannels: 32,
    dropout: 0.2,
    stemSkip: false,
  },
} as const satisfies Record<string, NetworkConfig>;

export type PresetName = keyof typeof presets;

/** What a person chose of a network that is to be trained. */
export interface NetworkChoice {
  readonly preset: PresetName;
  /** Instead of the preset's. */
  readonly haarLevels?: NetworkConfig['haarLevels'] | undefined;
  /** Share that is dropped while it learns, instead of the preset's or the parent's. */
  readonly dropout?: number | undefined;
}

/** @param parent brings its own network: all but dropout, which has no weights, stays as it is */
export function networkOf({ preset, haarLevels, dropout }: NetworkChoice, parent?: NetworkConfig): NetworkConfig {
  const network = parent ?? { ...presets[preset], ...(haarLevels !== undefined && { haarLevels }) };
  return dropout === undefined ? network : { ...network, dropout };
}

/** `small` and `base` differ in width alone. */
function sized(channels: number): NetworkConfig {
  return {
    side: 256,
    haarLevels: 2,
    channels,
    multipliers: [1, 2, 4, 4],
    blocks: 2,
    attentionLevels: [2, 3],
    headChannels: 32,
    dropout: 0.1,
    stemSkip: true,
  };
}
