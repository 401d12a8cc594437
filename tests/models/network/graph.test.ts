import { describe, expect, it } from 'vitest';
import { GraphBuilder, sizeOf, type Value } from '../../../models/network/graph.ts';

type Row = readonly [rule: string, from: readonly number[], apply: (g: GraphBuilder, x: Value) => Value, to: readonly number[]];

describe('shape rules', () => {
  const rows: readonly Row[] = [
    ['conv 3x3 keeps the size', [3, 8, 6], (g, x) => g.conv('c', x, 5, 3), [5, 8, 6]],
    ['conv 1x1 keeps the size', [3, 8, 6], (g, x) => g.conv('c', x, 7, 1), [7, 8, 6]],
    ['linear', [4], (g, x) => g.linear('l', x, 9), [9]],
    ['groupNorm', [8, 4, 6], (g, x) => g.groupNorm('n', x, 2), [8, 4, 6]],
    ['groupNorm with modulation', [8, 4, 6], (g, x) => g.groupNorm('n', x, 2, g.input('m', [16])), [8, 4, 6]],
    ['modulate', [8, 4, 6], (g, x) => g.modulate(x, g.input('m', [16])), [8, 4, 6]],
    ['silu of a picture', [8, 4, 6], (g, x) => g.silu(x), [8, 4, 6]],
    ['silu of a list', [8], (g, x) => g.silu(x), [8]],
    ['dropout', [8, 4, 6], (g, x) => g.dropout(x, 0.5), [8, 4, 6]],
    ['attention', [24, 4, 6], (g, x) => g.attention(x, 2), [8, 4, 6]],
    ['add', [8, 4, 6], (g, x) => g.add(x, x), [8, 4, 6]],
    ['concat', [8, 4, 6], (g, x) => g.concat(x, g.input('b', [3, 4, 6])), [11, 4, 6]],
    ['averagePool', [8, 4, 6], (g, x) => g.averagePool(x), [8, 2, 3]],
    ['upsample', [8, 4, 6], (g, x) => g.upsample(x), [8, 8, 12]],
    ['haar of no level', [3, 8, 4], (g, x) => g.haar(x, 0), [3, 8, 4]],
    ['haar of one level', [3, 8, 4], (g, x) => g.haar(x, 1), [12, 4, 2]],
    ['haar of two levels', [3, 8, 4], (g, x) => g.haar(x, 2), [48, 2, 1]],
    ['inverse Haar of two levels', [48, 2, 1], (g, x) => g.inverseHaar(x, 2), [3, 8, 4]],
    ['noiseEmbedding', [1], (g, x) => g.noiseEmbedding(x, 16), [16]],
  ];

  it.each(rows)('%s: [%j]', (_rule, from, apply, to) => {
    const g = new GraphBuilder();
    expect(apply(g, g.input('x', from)).shape).toEqual(to);
  });

  const refusals: readonly (readonly [string, (g: GraphBuilder, x: Value) => Value])[] = [
    ['a convolution of a list', (g) => g.conv('c', g.input('l', [4]), 2, 3)],
    ['groups that do not divide the channels', (g, x) => g.groupNorm('n', x, 4)],
    ['a modulation of another width', (g, x) => g.groupNorm('n', x, 3, g.input('m', [6]))],
    ['modulate by another width', (g, x) => g.modulate(x, g.input('m', [6]))],
    ['heads that do not divide the channels', (g, x) => g.attention(x, 4)],
    ['adding other shapes', (g, x) => g.add(x, g.input('b', [6, 3, 4]))],
    ['concatenating other sizes', (g, x) => g.concat(x, g.input('b', [6, 3, 4]))],
    ['halving an odd side', (g, x) => g.averagePool(x)],
    ['Haar of a side that does not divide', (g, x) => g.haar(x, 1)],
    ['inverse Haar of channels that do not divide', (g, x) => g.inverseHaar(x, 2)],
    ['an embedding of more than a level', (g) => g.noiseEmbedding(g.input('l', [2]), 8)],
    ['two parameters of one name', (g, x) => g.conv('c', g.conv('c', x, 2, 1), 2, 1)],
  ];

  it.each(refusals)('refuses %s', (_what, apply) => {
    const g = new GraphBuilder();
    const x = g.input('x', [6, 4, 3]);
    expect(() => apply(g, x)).toThrow(RangeError);
  });
});

it('leaves a dropout that never drops out of the graph', () => {
  const g = new GraphBuilder();
  const x = g.input('x', [2, 2, 2]);
  expect(g.dropout(x, 0)).toBe(x);
});

it('lists parameters under their names, in the order of use, with shapes and starts', () => {
  const g = new GraphBuilder();
  const x = g.input('x', [4, 2, 2]);
  const h = g.groupNorm('norm', g.conv('first', x, 8, 3), 2);
  const graph = g.finish(g.conv('last', h, 4, 1, 'zeros'));
  expect([...graph.parameters.values()]).toEqual([
    { name: 'first.weight', shape: [8, 4, 3, 3], initial: { kind: 'fan', fanIn: 36 } },
    { name: 'first.bias', shape: [8], initial: { kind: 'fan', fanIn: 36 } },
    { name: 'norm.weight', shape: [8], initial: { kind: 'ones' } },
    { name: 'norm.bias', shape: [8], initial: { kind: 'zeros' } },
    { name: 'last.weight', shape: [4, 8, 1, 1], initial: { kind: 'zeros' } },
    { name: 'last.bias', shape: [4], initial: { kind: 'zeros' } },
  ]);
  expect([...graph.parameters.keys()]).toEqual([...graph.parameters.values()].map(({ name }) => name));
});

it('counts the elements of a shape, one for a number', () => {
  expect([sizeOf([]), sizeOf([3]), sizeOf([2, 3, 4])]).toEqual([1, 3, 24]);
});
