import { expect, test } from 'vitest';
import { createSession } from '../../../../models/engine/session.ts';
import { mobilenetToOnnx } from '../../../../models/evaluation/mobilenet.ts';
import { fromNsfwjs } from '../../../../models/node/evaluate/nsfwjs.ts';

const side = 224;
/** Values at each place of each depth. */
const channels = [16, 24, 32, 96];

/**
 * What nsfwjs's MobileNetV2 says of `pattern()` in TensorFlow.js 4.22 (tfjs-layers, on the processor): six values of each depth,
 * sum and sum of squares.
 */
const found = [
  { values: [0.2994181, -2.730639, 0.7196512, 9.490378, 0.2105861, -0.7024836], sum: -25563.1583, squares: 6094150.87 },
  { values: [-11.66229, -11.63841, 0.1418933, -16.73672, -1.03553, -13.33182], sum: -20313.8511, squares: 5625727.58 },
  { values: [2.898304, 3.252244, -9.287167, -7.095886, -15.76491, 4.444326], sum: -4124.24034, squares: 1946626.01 },
  { values: [3.549475, 3.363902, -6.325138, 2.813806, -2.827526, 2.342472], sum: 361.594901, squares: 329583.994 },
] as const;

/** RGB in [-1, 1], planar. */
function pattern(): Float32Array {
  return Float32Array.from({ length: 3 * side ** 2 }, (_, i) => {
    const [c, y, x] = [Math.floor(i / side ** 2), Math.floor(i / side) % side, i % side];
    return ((x * (c + 1) + 2 * y + ((x >> 4) ^ (y >> 4)) * 37) % 256) / 127.5 - 1;
  });
}

test('nsfwjs\'s MobileNetV2 sees at four depths what it sees in TensorFlow.js', async () => {
  const file = await fromNsfwjs('mobilenet', mobilenetToOnnx, 'do without');
  const session = await createSession(file, { providers: ['cpu'], threads: 1 });
  const outputs = await session.run({ pictures: { values: pattern(), shape: [1, 3, side, side] } });
  await session.dispose();
  channels.forEach((count, depth) => {
    const map = outputs[`depth_${depth}`] as Float32Array;
    const across = side >> (depth + 1);
    expect(map.length).toBe(count * across ** 2);
    const { values, sum, squares } = found[depth] as (typeof found)[number];
    values.forEach((value, k) => {
      const [channel, y, x] = [(k * 7) % count, Math.floor(((k + 0.5) * across) / 6), Math.floor(((5.5 - k) * across) / 6)];
      expect(Math.abs((map[(channel * across + y) * across + x] as number) - value)).toBeLessThan(2e-3);
    });
    expect(map.reduce((total, value) => total + value, 0) / sum).toBeCloseTo(1, 3);
    expect(map.reduce((total, value) => total + value ** 2, 0) / squares).toBeCloseTo(1, 4);
  });
});
