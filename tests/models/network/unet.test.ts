import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { networkConfigSchema, presets, type PresetName } from '../../../models/network/config.ts';
import { costOf } from '../../../models/network/cost.ts';
import { embeddingFrequencies } from '../../../models/network/embedding.ts';
import { buildUnet } from '../../../models/network/unet.ts';

const names = Object.keys(presets) as PresetName[];

describe('what a call costs', () => {
  // Issue 2, item 4: the limits each size was promised to keep; the study's network has as many parameters as its reference 21 makes.
  const limits = { tiny: [0.01e6, 0.2e6, 0.1e9], small: [5e6, 7e6, 4e9], base: [18e6, 22e6, 16e9], study: [40e6, 65e6, 300e9] } as const;

  it.each(names)('%s keeps its limits', (name) => {
    const { parameters, flop } = costOf(buildUnet(presets[name]));
    const [fewest, most, flopLimit] = limits[name];
    expect(parameters).toBeGreaterThanOrEqual(fewest);
    expect(parameters).toBeLessThanOrEqual(most);
    expect(flop).toBeLessThanOrEqual(flopLimit);
    expect(flop).toBeGreaterThan(0);
  });

  it('counts by hand-made rules', () => {
    const graph = buildUnet(presets.tiny);
    const convolutions = graph.nodes.filter((node) => node.op === 'conv');
    let byHand = 0;
    for (const { x, y, kernel } of convolutions) byHand += 2 * kernel ** 2 * x.shape[0]! * y.shape[0]! * y.shape[1]! * y.shape[2]!;
    // Convolutions are nearly all; the rest (linear maps, 2 heads' attention over 8x8 places, Haar) is counted too.
    const { flop } = costOf(graph);
    expect(flop).toBeGreaterThan(byHand);
    expect(flop).toBeLessThan(1.3 * byHand);
  });
});

describe.each(names)('the %s network', (name) => {
  const config = presets[name];
  const graph = buildUnet(config);

  it('is a valid configuration', () => {
    expect(v.safeParse(networkConfigSchema, config).success).toBe(true);
  });

  it('takes a condition, a noisy picture and a noise level, and gives a picture', () => {
    const inputs = graph.nodes.filter((node) => node.op === 'input').map(({ name: input, y }) => [input, y.shape]);
    const picture = [3, config.side, config.side];
    expect(inputs).toEqual([['x', picture], ['yt', picture], ['gamma', [1]]]);
    expect(graph.output.shape).toEqual(picture);
  });

  it('computes each value after those it reads, and reads every value', () => {
    const read = new Set<number>([graph.output.id]);
    graph.nodes.forEach((node, order) => {
      expect(node.y.id).toBe(order);
      for (const [field, operand] of Object.entries(node) as [string, unknown][]) {
        if (field === 'y' || typeof operand !== 'object' || operand === null || !('id' in operand)) continue;
        expect(operand.id).toBeLessThan(order);
        read.add(operand.id as number);
      }
    });
    expect(read.size).toBe(graph.nodes.length);
  });

  it('has Palette\'s parts: noise level into every block, attention in the middle and where asked', () => {
    const blocks = graph.nodes.filter((node) => node.op === 'groupNorm' && node.modulation !== undefined);
    const levels = config.multipliers.length;
    expect(blocks).toHaveLength(2 * levels * config.blocks + 3);
    const attentions = graph.nodes.filter((node) => node.op === 'attention');
    expect(attentions).toHaveLength(1 + 2 * config.blocks * config.attentionLevels.length);
    expect(graph.nodes.filter((node) => node.op === 'dropout')).toHaveLength(blocks.length);
    for (const { heads, y } of attentions) expect(y.shape[0]! / heads).toBe(config.headChannels);
  });
});

it('spreads the noise level over frequencies from 1000 down to 1000 / 10000', () => {
  const frequencies = embeddingFrequencies(64);
  expect(frequencies).toHaveLength(32);
  expect(frequencies[0]).toBe(1000);
  expect(frequencies[31]).toBeCloseTo(1000 * 10000 ** (-31 / 32), 6);
  for (let i = 1; i < 32; i++) expect(frequencies[i]! / frequencies[i - 1]!).toBeCloseTo(10000 ** (-1 / 32), 5);
});

describe('a manifest\'s network', () => {
  const hostile: readonly (readonly [string, object])[] = [
    ['a huge side', { side: 65536 }],
    ['a side that does not divide', { side: 250 }],
    ['no level', { multipliers: [] }],
    ['too many levels', { multipliers: [1, 1, 1, 1, 1, 1, 1] }],
    ['too many channels', { channels: 4096 }],
    ['half a block', { blocks: 1.5 }],
    ['certain dropout', { dropout: 1 }],
    ['three Haar levels', { haarLevels: 3 }],
    ['an unknown key', { surprise: true }],
    ['text for a number', { channels: '64' }],
  ];

  it.each(hostile)('with %s is refused', (_what, change) => {
    expect(v.safeParse(networkConfigSchema, { ...presets.small, ...change }).success).toBe(false);
  });
});
