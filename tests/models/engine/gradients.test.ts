import { describe, expect, it } from 'vitest';
import { presets } from '../../../models/network/config.ts';
import type { OperationName } from '../../../models/network/graph.ts';
import { buildUnet } from '../../../models/network/unet.ts';
import { compareWithDifferences } from './differences.ts';
import { operatorGraphs } from './operator-graphs.ts';

describe.each(operatorGraphs)('%s', (_what, operator, graph) => {
  it('holds the operator that it is about', () => {
    expect(graph.nodes.some(({ op }) => op === operator)).toBe(true);
  });

  it.each([
    { p: 2, batch: 1 },
    { p: 2, batch: 3 },
    { p: 1, batch: 2 },
  ] as const)('its rule is the slope of the loss, L$p, batch of $batch', async ({ p, batch }) => {
    const comparisons = await compareWithDifferences(graph, { p, batch, seed: 7, directions: 12, step: 0.1 });
    expect(comparisons.map(({ parameter }) => parameter)).toEqual([...graph.parameters.keys()]);
    for (const { parameter, error, size } of comparisons) {
      expect(size, `${parameter} has a part in the loss`).toBeGreaterThan(1e-3);
      expect(error, parameter).toBeLessThan(1e-3);
    }
  });
});

it('covers every operator that has something to pass on', () => {
  const covered = new Set(operatorGraphs.map(([, operator]) => operator));
  const all: Record<Exclude<OperationName, 'input'>, true> = {
    conv: true, linear: true, groupNorm: true, modulate: true, silu: true, dropout: true, attention: true, add: true, concat: true,
    averagePool: true, upsample: true, haar: true, inverseHaar: true, noiseEmbedding: true,
  };
  expect(Object.keys(all).filter((name) => !covered.has(name as OperationName))).toEqual([]);
});

it('gives the whole tiny network the gradients of finite differences', { timeout: 180_000 }, async () => {
  const graph = buildUnet(presets.tiny);
  const comparisons = await compareWithDifferences(graph, { p: 2, batch: 1, seed: 11, directions: 1, step: 0.02 });
  expect(comparisons).toHaveLength(graph.parameters.size);
  for (const { parameter, error, size } of comparisons) {
    expect(size, `${parameter} has a part in the loss`).toBeGreaterThan(1e-2);
    expect(error, parameter).toBeLessThan(5e-3);
  }
});
