import { expect, test } from 'vitest';
import { networkOf, presets } from '../../../models/network/config.ts';
import { buildUnet } from '../../../models/network/unet.ts';

const dropouts = (config: Parameters<typeof buildUnet>[0]): number => buildUnet(config).nodes.filter(({ op }) => op === 'dropout').length;

test('a network that is to be trained is the preset\'s, but for what was chosen', () => {
  expect(networkOf({ preset: 'tiny' })).toEqual(presets.tiny);
  expect(networkOf({ preset: 'tiny', haarLevels: 0, dropout: 0.3 })).toEqual({ ...presets.tiny, haarLevels: 0, dropout: 0.3 });
});

test('a parent keeps its network, whose parameters fit; dropout alone may change', () => {
  const parent = { ...presets.small, side: 128 };
  const chosen = networkOf({ preset: 'tiny', haarLevels: 0, dropout: 0 }, parent);
  expect(chosen).toEqual({ ...parent, dropout: 0 });
  expect([...buildUnet(chosen).parameters.values()]).toEqual([...buildUnet(parent).parameters.values()]);
  expect(dropouts(parent)).toBeGreaterThan(0);
  expect(dropouts(chosen)).toBe(0);
});
