import { describe, expect, it } from 'vitest';
import { samplers } from '../../../../models/diffusion/samplers/index.ts';
import { Random } from '../../../../models/random.ts';
import { pictureOracle, walk } from '../oracles.ts';
import { flowError } from './probability-flow.ts';

describe('ddim', () => {
  it('takes the step of equations 12 and 16', async () => {
    // gamma 0.4 to 0.8, y_t 1, y0 0.5: eps = (1 - sqrt(0.4) 0.5) / sqrt(0.6) = 0.8827461583; with 30 digits in Python.
    const [z = 0] = Random.fromSeed(1).gaussian(new Float32Array(1));
    for (const [eta, expected] of [[0, 0.8419896789], [0.5, 0.79846819 + 0.2041241452 * z]] as const) {
      const options = { levels: Float64Array.of(0.4, 0.8), start: Float32Array.of(1), random: Random.fromSeed(1), eta };
      const { result } = await walk(samplers.ddim(pictureOracle(Float32Array.of(0.5)), 1, options));
      expect(result[0]).toBeCloseTo(expected, 6);
    }
  });

  it('draws no noise after the start when eta is 0, its default', async () => {
    const run = async (seed: number): Promise<Float32Array> => {
      const random = Random.fromSeed(seed);
      const before = random.state();
      const options = { levels: Float64Array.of(0.1, 0.4, 0.8, 1), start: Float32Array.of(1, -1), random };
      const { result } = await walk(samplers.ddim(pictureOracle(Float32Array.of(0.5, 0.2)), 2, options));
      expect(random.state()).toEqual(before);
      return result;
    };
    expect(await run(1)).toEqual(await run(2));
  });

  it('follows the probability flow to first order: half the error for twice the steps', async () => {
    const errors = await Promise.all([40, 80, 160].map(async (steps) => flowError(samplers.ddim, steps)));
    expect(errors[2]).toBeLessThan(0.02);
    for (const [few, many] of [[errors[0], errors[1]], [errors[1], errors[2]]] as [number, number][]) {
      expect(few / many).toBeGreaterThan(1.85);
      expect(few / many).toBeLessThan(2.15);
    }
  });
});
