import type { NetworkConfig } from './config.ts';
import { type Graph, GraphBuilder, type Value } from './graph.ts';

/**
 * Palette's conditional U-Net f(x, y_t, gamma) (Saharia et al. 2022, section 3; blocks after Dhariwal and Nichol 2021,
 * appendix: residual blocks that resample, AdaGN, attention at the low resolutions), no class input.
 * Inputs: x, y_t [3,side,side] in [-1, 1]; gamma [1]. Output: [3,side,side].
 */
export function buildUnet(config: NetworkConfig): Graph {
  const g = new GraphBuilder();
  const picture = [3, config.side, config.side];
  const x = g.input('x', picture);
  const yt = g.input('yt', picture);
  const gamma = g.input('gamma', [1]);

  const width = config.channels * 4;
  const hidden = g.silu(g.linear('embedding.0', g.noiseEmbedding(gamma, config.channels), width));
  const level = g.silu(g.linear('embedding.1', hidden, width));

  const stem = g.haar(g.concat(x, yt), config.haarLevels);
  let h = g.conv('stem', stem, config.channels, 3);

  const skips = [h];
  config.multipliers.forEach((multiplier, depth) => {
    for (let i = 0; i < config.blocks; i++) {
      h = residual(g, `down.${depth}.${i}`, h, level, config.channels * multiplier, config.dropout, depth > 0 && i === 0);
      if (config.attentionLevels.includes(depth)) h = attend(g, `down.${depth}.${i}.attention`, h, config.headChannels);
      skips.push(h);
    }
  });

  const deepest = h.shape[0] as number;
  h = residual(g, 'middle.0', h, level, deepest, config.dropout);
  h = attend(g, 'middle.attention', h, config.headChannels);
  h = residual(g, 'middle.1', h, level, deepest, config.dropout);

  for (const [depth, multiplier] of [...config.multipliers.entries()].reverse()) {
    for (let i = config.blocks; i-- > 0; ) {
      h = residual(g, `up.${depth}.${i}`, g.concat(h, skips.pop() as Value), level, config.channels * multiplier, config.dropout);
      if (config.attentionLevels.includes(depth)) h = attend(g, `up.${depth}.${i}.attention`, h, config.headChannels);
    }
    if (depth > 0) h = g.upsample(h);
  }
  h = residual(g, 'up.stem', g.concat(h, skips.pop() as Value), level, config.channels, config.dropout);

  const bands = 3 * 4 ** config.haarLevels;
  let out = g.conv('out', g.silu(g.groupNorm('out.norm', h, groupsOf(config.channels))), bands, 3, 'zeros');
  if (config.stemSkip) {
    const gain = g.linear('skip.level', level, 2 * (stem.shape[0] as number), 'zeros');
    out = g.add(out, g.conv('skip', g.modulate(stem, gain), bands, 1, 'zeros'));
  }
  return g.finish(g.inverseHaar(out, config.haarLevels));
}

/** norm, SiLU, (2x2 means), conv, AdaGN, SiLU, dropout, conv, beside a shortcut that shrinks alike. */
function residual(g: GraphBuilder, name: string, x: Value, level: Value, channels: number, dropout: number, shrink = false): Value {
  const from = x.shape[0] as number;
  const sized = (value: Value): Value => (shrink ? g.averagePool(value) : value);
  let h = g.conv(`${name}.conv.0`, sized(g.silu(g.groupNorm(`${name}.norm.0`, x, groupsOf(from)))), channels, 3);
  const modulation = g.linear(`${name}.level`, level, 2 * channels);
  h = g.silu(g.groupNorm(`${name}.norm.1`, h, groupsOf(channels), modulation));
  h = g.conv(`${name}.conv.1`, g.dropout(h, dropout), channels, 3, 'zeros');
  const shortcut = sized(x);
  return g.add(from === channels ? shortcut : g.conv(`${name}.shortcut`, shortcut, channels, 1), h);
}

function attend(g: GraphBuilder, name: string, x: Value, headChannels: number): Value {
  const channels = x.shape[0] as number;
  const qkv = g.conv(`${name}.qkv`, g.groupNorm(`${name}.norm`, x, groupsOf(channels)), 3 * channels, 1);
  return g.add(x, g.conv(`${name}.out`, g.attention(qkv, Math.max(1, channels / headChannels)), channels, 1, 'zeros'));
}

/** 32 groups as Wu and He propose, fewer where a group would hold less than four channels. */
function groupsOf(channels: number): number {
  let groups = Math.min(32, Math.floor(channels / 4));
  while (channels % groups !== 0) groups--;
  return groups;
}
